import type { Text } from '../../../core/text.ts';
import type { Loaded } from '../config/loaded.ts';
import type { Layout } from '../facts/layout.ts';

/** An Apache's configuration that is looked through. */
export interface Seen {
  readonly layout: Layout;
  readonly loaded: Loaded;
  leaveOut(reason: Text): void;
}

/** A site that hands requests on to a backend, its address with the values of variables put in. */
export interface Handing {
  readonly url: string;
  readonly site: string;
}
