import type { Finding } from '../../core/finding.ts';
import type { Place } from '../../core/place.ts';
import type { PolicyDocument } from '../yaml/document.ts';

/** Findings with the names of the resources, rules and probes that they are of. */
export function withItems(
  found: readonly Finding[],
  documents: readonly PolicyDocument[],
): readonly Finding[] {
  const starts = new Map<string, readonly Start[]>();
  return found.map((finding) => {
    const { file } = finding.place;
    const known = starts.get(file) ?? startsIn(documents.filter((document) => document.file.path === file));
    starts.set(file, known);
    const item = itemAt(finding.place, known);
    return item === undefined ? finding : { ...finding, item };
  });
}

/** An item and where it stands. */
interface Start {
  readonly item: string;
  readonly place: Place;
}

function startsIn(documents: readonly PolicyDocument[]): readonly Start[] {
  return documents
    .flatMap(({ value, locate }) => {
      const { resources, rules, probes } = value as Readonly<Record<string, unknown>>;
      const listed = [
        ['resources', resources],
        ['rules', rules],
      ] as const;
      return [
        ...listed.flatMap(([section, items]) =>
          Array.isArray(items)
            ? items.flatMap((one: unknown, at) => {
                const item = nameIn(one);
                return item === undefined ? [] : [{ item, place: locate([section, at]) }];
              })
            : [],
        ),
        ...Object.keys(typeof probes === 'object' && probes !== null ? probes : {}).map((item) => ({
          item,
          place: locate(['probes', item]),
        })),
      ];
    })
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}

function nameIn(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('name' in item)) return undefined;
  return typeof item.name === 'string' ? item.name : undefined;
}

/** The item that a place is in: the last that begins before it, if it has not ended. */
function itemAt({ line, column }: Place, starts: readonly Start[]): string | undefined {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = starts[middle]?.place;
    if (place !== undefined && (place.line < line || (place.line === line && place.column <= column)))
      low = middle + 1;
    else high = middle;
  }
  const start = starts[low - 1];
  return start !== undefined && line <= start.place.endLine ? start.item : undefined;
}
