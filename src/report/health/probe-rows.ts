import { inline } from '../../core/harmless.ts';
import { palette } from '../colour.ts';
import { beside, cut, widthOf } from '../screen/cells.ts';
import type { Writing } from '../writing.ts';
import { onOneLine, readingText } from './health-value.ts';
import type { Fields } from '../../core/probe.ts';
import type { HealthView, ProbeView } from './health-view.ts';

/** Probes of a screen: each with the fields that rules speak of, or `all` of them, over as many lines as it takes. */
export function probeRows(
  views: readonly HealthView[],
  { all }: { readonly all: boolean },
  writing: Writing,
): readonly string[] {
  const paint = palette(writing.colour);
  const shown = views.flatMap((view) => {
    const compared = new Set(view.bounds.map(({ probe, field }) => `${probe}.${field}`));
    return view.probes.flatMap((probe) => {
      const measurement = view.measurements[probe.name];
      return measurement === undefined ? [] : [{ probe, measurement, compared }];
    });
  });
  const most = Math.max(12, writing.columns / 3);
  const width = Math.min(most, Math.max(0, ...shown.map(({ probe }) => widthOf(inline(probe.name)))));
  return shown.flatMap(({ probe, measurement, compared }) => {
    const isUnknown = 'unknown' in measurement;
    const text = isUnknown
      ? onOneLine(writing.say(measurement.unknown))
      : (all ? Object.keys(probe.fields) : fieldsThatMatter(probe, measurement.fields, compared))
          .filter((field) => field in measurement.fields)
          .map((field) => {
            const value = readingText(measurement.fields[field] ?? '', probe.fields[field], writing.say);
            return `${field} ${onOneLine(value)}`;
          })
          .join(', ');
    const sign = isUnknown ? paint.yellow('?') : paint.dim('·');
    const name = cut(writing.masked(inline(probe.name)), width);
    return beside(`${sign} ${name}`, width + 4, text, writing);
  });
}

/** Fields that rules speak of; of a probe of which none does, those that its type tells first. */
function fieldsThatMatter(
  { name, fields, told }: ProbeView,
  measured: Fields,
  compared: ReadonlySet<string>,
): readonly string[] {
  const every = Object.keys(fields);
  const asked = every.filter((field) => compared.has(`${name}.${field}`));
  if (asked.length > 0) return asked;
  const first = new Set<string>();
  told(measured, (field) => {
    first.add(field);
    return '';
  });
  return first.size > 0 ? [...first] : every.slice(0, 3);
}
