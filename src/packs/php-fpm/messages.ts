import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const phpFpmMessages = {
  'php_fpm.label.queue': { en: () => 'queue', es: () => 'cola' },
  'php_fpm.label.active': { en: () => 'active', es: () => 'activos' },
  'php_fpm.no_page': message<{ place: string }>({
    en: (a) =>
      `${a.place} gives no status page of php-fpm: set pm.status_path in the pool, and name it here as status.`,
    es: (a) =>
      `${a.place} no da ninguna página de estado de php-fpm: defina pm.status_path en el pool, e indíquelo aquí como status.`,
  }),
} as const satisfies Catalogue;
