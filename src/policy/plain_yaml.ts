import {
  constructFromEvents,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE_PLAIN,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';

/** A document's value, and where its sections and items begin. */
export interface PlainDocument {
  readonly value: unknown;
  /** Offsets in the text, by path: `resources`, `resources/3`, `probes/backend`. */
  readonly starts: ReadonlyMap<string, number>;
}

/**
 * The documents of a text that is sound and holds nothing but maps with texts as keys, lists and single values.
 * Undefined for all else, anchors, tags and directives included: the `yaml` package, which takes five times as long,
 * then says what it means, or what is wrong with it and where.
 */
export function readPlain(text: string): readonly PlainDocument[] | undefined {
  if (unusual.test(text)) return undefined;
  try {
    const events = parseEvents(text, {});
    const starts = findStarts(events, text);
    if (starts === undefined) return undefined;
    return constructFromEvents(events, { source: text }).flatMap((value, at) =>
      value === null || value === undefined ? [] : [{ value, starts: starts[at] ?? new Map() }],
    );
  } catch {
    return undefined;
  }
}

/** Characters that end a line, or mean nothing at all, to one reader and not to another. */
const unusual = /[\0-\x08\v-\x1f\x7f-\x9f\u2028\u2029\ufeff]/u;

/** A document or collection that is being read. */
interface Frame {
  readonly type: Event['type'];
  /** Nodes begun in it: of a map, keys and values by turns. */
  nodes: number;
  /** The key or number of the item that is being read. */
  item: string;
}

/** Where the sections and items of each document begin. Undefined: there is something that is not plain. */
function findStarts(
  events: readonly Event[],
  text: string,
): readonly ReadonlyMap<string, number>[] | undefined {
  const documents: Map<string, number>[] = [];
  const frames: Frame[] = [];
  for (const event of events) {
    switch (event.type) {
      case EVENT_POP:
        frames.pop();
        break;
      case EVENT_DOCUMENT:
        if (event.directives.length > 0) return undefined;
        documents.push(new Map());
        frames.push({ type: event.type, nodes: 0, item: '' });
        break;
      case EVENT_ALIAS:
        return undefined;
      case EVENT_SCALAR:
      case EVENT_SEQUENCE:
      case EVENT_MAPPING:
        if (event.anchorStart >= 0 || event.tagStart >= 0) return undefined;
        if (!begin(event, frames, text, documents.at(-1))) return undefined;
        if (event.type !== EVENT_SCALAR) frames.push({ type: event.type, nodes: 0, item: '' });
    }
  }
  return documents;
}

/** Begins a node in the innermost collection; false: it is a key that is no text. */
function begin(
  event: ScalarEvent | SequenceEvent | MappingEvent,
  frames: readonly Frame[],
  text: string,
  starts: Map<string, number> | undefined,
): boolean {
  const frame = frames.at(-1);
  if (frame === undefined) return true;
  const isValue = frame.type === EVENT_MAPPING && frame.nodes % 2 === 1;
  if (frame.type === EVENT_MAPPING && !isValue) {
    const key = event.type === EVENT_SCALAR ? keyOf(event, text) : undefined;
    if (key === undefined) return false;
    frame.item = key;
  } else if (frame.type === EVENT_SEQUENCE) frame.item = String(frame.nodes);
  frame.nodes += 1;
  if (!isValue && (frames.length === 2 || frames.length === 3)) {
    const path = frames.slice(1).map(({ item }) => item);
    starts?.set(path.join('/'), event.type === EVENT_SCALAR ? event.valueStart : event.start);
  }
  return true;
}

function keyOf(event: ScalarEvent, text: string): string | undefined {
  const key = getScalarValue(text, event);
  return event.style === SCALAR_STYLE_PLAIN && /^(?:[-+.\d]|~?$|(?:null|true|false)$)/iu.test(key)
    ? undefined
    : key;
}
