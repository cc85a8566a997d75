import { inline } from '../../core/harmless.ts';
import { palette } from '../colour.ts';
import { padded, widthOf, wrapped } from '../screen/cells.ts';
import type { Writing } from '../writing.ts';
import { onOneLine, readingText } from './health-value.ts';
import type { HealthView, ProbeView } from './health-view.ts';

/** Probes of a screen: each with the fields that rules speak of, or `all` of them, over as many lines as it takes. */
export function probeRows(
  views: readonly HealthView[],
  { all }: { readonly all: boolean },
  writing: Writing,
): readonly string[] {
  const paint = palette(writing.colour);
  const shown = views.flatMap((view) =>
    view.probes.flatMap((probe) => {
      const measurement = view.measurements[probe.name];
      return measurement === undefined ? [] : [{ probe, measurement, view }];
    }),
  );
  const most = Math.max(12, writing.columns / 3);
  const width = Math.min(most, Math.max(0, ...shown.map(({ probe }) => widthOf(inline(probe.name)))));
  return shown.flatMap(({ probe, measurement, view }) => {
    const isUnknown = 'unknown' in measurement;
    const text = isUnknown
      ? onOneLine(writing.say(measurement.unknown))
      : wantedFields(probe, view, all)
          .filter((field) => field in measurement.fields)
          .map((field) => {
            const value = readingText(measurement.fields[field] ?? '', probe.fields[field], writing.say);
            return `${field} ${onOneLine(value)}`;
          })
          .join(', ');
    const [first = '', ...more] = wrapped(text, writing, width + 4);
    const sign = isUnknown ? paint.yellow('?') : paint.dim('·');
    return [
      `${sign} ${padded(writing.masked(inline(probe.name)), width)}  ${first.trimStart()}`.trimEnd(),
      ...more,
    ];
  });
}

/** Fields that rules speak of; of a probe of which none does, those that its type tells first. */
function wantedFields(
  { name, fields, told }: ProbeView,
  { bounds, measurements }: HealthView,
  all: boolean,
): readonly string[] {
  const every = Object.keys(fields);
  if (all) return every;
  const compared = every.filter((field) =>
    bounds.some((bound) => bound.probe === name && bound.field === field),
  );
  if (compared.length > 0) return compared;
  const measurement = measurements[name];
  const asked: string[] = [];
  if (measurement !== undefined && 'fields' in measurement)
    told(measurement.fields, (field) => {
      asked.push(field);
      return '';
    });
  return asked.length > 0 ? [...new Set(asked)] : every.slice(0, 3);
}
