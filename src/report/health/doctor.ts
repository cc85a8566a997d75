import { t, type Text } from '../../core/text.ts';
import { palette } from '../colour.ts';
import type { Writing } from './health-text.ts';
import { word } from '../document.ts';
import { onOneLine } from './health-value.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';

/** Text of what was looked at, for people: a line each, with the cure below what is ill. */
export function doctorText(diagnoses: readonly Diagnosis[], writing: Writing): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const lines = diagnoses.flatMap(({ state, finding, cure }) => {
    const sign = { ok: paint.green('✓'), ill: paint.red('✗'), unknown: paint.yellow('?') }[state];
    return [
      `${sign} ${onOneLine(say(finding))}`,
      ...(cure === undefined ? [] : [`    ${paint.dim('→')} ${onOneLine(say(cure))}`]),
    ];
  });
  const ill = diagnoses.filter(({ state }) => state === 'ill').length;
  return `${[...lines, '', say(ill === 0 ? t('doctor.well') : t('doctor.ill', { count: ill }))].join('\n')}\n`;
}

/** The same as one JSON document. */
export function doctorJson(
  diagnoses: readonly Diagnosis[],
  say: (text: Text) => string,
): Record<string, unknown> {
  return {
    version: 1,
    healthy: diagnoses.every(({ state }) => state !== 'ill'),
    checks: diagnoses.map(({ id, state, finding, cure }) => ({
      id: word(id),
      state: word(state),
      message: say(finding),
      ...(cure === undefined ? {} : { cure: say(cure) }),
    })),
  };
}
