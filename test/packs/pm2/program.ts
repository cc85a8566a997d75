import { resolve } from 'node:path';

/**
 * PM2's own package: the project's, or the one that KAPA_PM2 names, so that other versions run the same tests:
 * `KAPA_PM2=/tmp/five/node_modules/pm2 npx vitest run test/packs/pm2`.
 */
export const pm2Package =
  process.env['KAPA_PM2'] ?? resolve(import.meta.dirname, '../../../node_modules/pm2');
