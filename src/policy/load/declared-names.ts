import type { Path } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import { templateWords } from '../template/renderable.ts';
import type { JudgedDocument } from './judged-document.ts';
import type { Find } from './loading.ts';

/** Words of the expression language, and of CEL, which it follows. */
export const conditionWords: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var void ' +
    'while type int uint double string bool bytes list map dyn null_type optional google timestamp duration'
  ).split(' '),
);

/** Words that every object of JavaScript has. */
const objectWords: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);

/**
 * Tells of names that mean something else where they are used, and of one name for two things. In a module a threshold may
 * have the name of the input that says it: `--set` knows it by its name outside.
 */
export function tellNames(judged: readonly JudgedDocument[], find: Find, where?: 'in a module'): void {
  const thresholds = new Map<string, Place>();
  const probes = new Map<string, Place>();
  const vars = new Map<string, Place>();
  for (const { head, document } of judged) {
    const note = (names: Map<string, Place>, section: string, declared: object | null | undefined): void => {
      for (const name of Object.keys(declared ?? {})) {
        const path: Path = [section, name];
        const place = (): ReturnType<Place> => document.locate(path, 'key');
        if (!names.has(name)) names.set(name, place);
        if (isReserved(name, section))
          find('KAPA019', place(), t('policy.reserved_name', { name }), t('policy.reserved_name_cure'));
      }
    };
    note(vars, 'vars', head.vars);
    note(vars, 'inputs', head.inputs);
    note(thresholds, 'thresholds', head.thresholds);
    note(probes, 'probes', head.probes);
  }
  for (const [name, place] of thresholds) {
    const other = probes.get(name) ?? (where === undefined ? vars.get(name) : undefined);
    if (other === undefined) continue;
    const what = probes.has(name) ? t('policy.a_probe') : t('policy.a_variable');
    const { file, line } = other();
    find(
      'KAPA019',
      place(),
      t('policy.two_meanings', { name, what, place: `${file}:${line}` }),
      t('policy.two_meanings_cure'),
    );
  }
}

type Place = () => Parameters<Find>[1];

function isReserved(name: string, section: string): boolean {
  if (objectWords.has(name)) return true;
  return section === 'vars' || section === 'inputs'
    ? templateWords.has(name) || name === 'facts'
    : conditionWords.has(name);
}
