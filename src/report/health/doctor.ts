import { t, type Text } from '../../core/text.ts';
import { palette } from '../colour.ts';
import type { Writing } from '../writing.ts';
import { word } from '../document.ts';
import { onOneLine } from './health-value.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';

/** Text of what was looked at, for people: a line each, with the cure below what is ill. */
export function doctorText(diagnoses: readonly Diagnosis[], writing: Writing): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const lines = diagnoses.flatMap(({ state, finding, cure }) => {
    const sign = {
      ok: paint.green('✓'),
      warning: paint.yellow('!'),
      ill: paint.red('✗'),
      unknown: paint.yellow('?'),
    }[state];
    return [
      `${sign} ${onOneLine(say(finding))}`,
      ...(cure === undefined ? [] : [`    ${paint.dim('→')} ${onOneLine(say(cure))}`]),
    ];
  });
  return `${[...lines, '', say(conclusion(diagnoses))].join('\n')}\n`;
}

function conclusion(diagnoses: readonly Diagnosis[]): Text {
  const ill = diagnoses.filter(({ state }) => state === 'ill').length;
  if (ill > 0) return t('doctor.ill', { count: ill });
  const missing = diagnoses.filter(({ state }) => state === 'warning').length;
  return missing > 0 ? t('doctor.well_but', { count: missing }) : t('doctor.well');
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
