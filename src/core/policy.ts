import type { Place } from './place.ts';
import type { Quantity } from './quantity.ts';
import type { PackSettings } from './reader.ts';
import type { Effect } from './step.ts';
import type { Locale } from './text.ts';

/** Keys and indices from the top of an item down to a value. */
export type Path = readonly (string | number)[];

/** Finds a value, or its key, in the policy text. The nearest enclosing place when the path is not there. */
export type Locate = (path: Path, part?: 'key' | 'value') => Place;

/** Properties that all items of a policy have in common. */
export interface Item {
  readonly name: string;
  /** The name of the policy document it stands in. */
  readonly policy: string;
  /** Places inside the item, by path from the item down. */
  readonly locate: Locate;
  /** The place of characters inside a text of it, counted from its first. */
  readonly locateInside?: (path: Path, start: number, end: number) => Place;
}

/** A service effect that a resource asks for besides its type's own: `notify: [reload apache2]`. */
export interface Notify {
  readonly service: string;
  readonly effect: Extract<Effect, 'reload' | 'restart'>;
}

/** A declared resource, variables resolved and templates rendered. */
export interface ResourceItem<Spec = unknown> extends Item {
  readonly type: string;
  readonly spec: Spec;
  readonly requires: readonly string[];
  readonly notify: readonly Notify[];
  /** True: the files it changes are backed up. */
  readonly backup: boolean;
  readonly tags: readonly string[];
  /** Its `when`, which facts decide, where none are known. */
  readonly perhaps?: string;
}

/** A named measurement. */
export interface ProbeItem<Spec = unknown> extends Item {
  readonly type: string;
  readonly spec: Spec;
}

/** One rung of a rule's ladder. */
export interface RemedyItem<Spec = unknown> {
  readonly type: string;
  readonly spec: Spec;
}

/** A condition over probes and thresholds, and what to do about it. Durations are seconds. */
export interface RuleItem extends Item {
  /** Its name in the languages that have one of their own; `name` is that of the settings' language. */
  readonly names?: Readonly<Partial<Record<Locale, string>>>;
  /** Its other names: those of other languages, and those it had before. What is remembered under them is its own. */
  readonly aliases?: readonly string[];
  readonly group: string;
  /** Beginning of the names that its conditions leave out: `shop/` in a module used as `shop`. */
  readonly scope?: string;
  readonly severity: 'warning' | 'critical';
  readonly every: number;
  /** Nobody wrote `every`. */
  readonly everyIsDefault?: true;
  /** Over thresholds and probe fields. */
  readonly when: string;
  readonly clearWhen?: string;
  readonly onlyIf?: string;
  readonly for: { readonly checks: number } | { readonly seconds: number };
  readonly do: readonly RemedyItem[];
  readonly verify?: { readonly within: number; readonly stable?: number };
  readonly cooldown?: number;
  readonly limit?: { readonly times: number; readonly within: number; readonly then: 'back_off' };
}

/** A log file for people that a group's checks write one line to. */
export interface GroupLog {
  readonly file: string;
  readonly locale: Locale;
}

/** One policy document's health part: what one cron line runs. */
export interface Group {
  readonly name: string;
  readonly log?: GroupLog;
}

/** Place of backups, and number of those kept. */
export interface BackupSettings {
  /** Beside the file where nothing would load the sibling, else in the state folder. */
  readonly placement: 'beside' | 'state';
  /** Number of backups of one file that are kept. */
  readonly keep: number;
}

/** Destination of alerts. */
export type Channel =
  | {
      readonly name: string;
      readonly webhook: { readonly url: string; readonly format: 'generic' | 'slack' };
    }
  | {
      readonly name: string;
      readonly mail: { readonly to: readonly string[]; readonly from?: string; readonly smtp?: string };
    }
  | { readonly name: string; readonly command: { readonly argv: readonly string[] } }
  | { readonly name: string; readonly ntfy: { readonly url: string; readonly token?: string } }
  | {
      readonly name: string;
      readonly telegram: { readonly token: string; readonly chat: string | number; readonly server: string };
    };

/** Places where metrics are to be had. */
export interface MetricsSettings {
  /** File for the textfile collector of Prometheus' node exporter. */
  readonly textfile?: string;
  /** Address and port at which a watch answers. */
  readonly listen?: string;
}

/** A sign of life to somebody else, who tells when it stays out. */
export interface HeartbeatSettings {
  readonly url: string;
  /** Seconds. */
  readonly every: number;
}

/** The `settings` of a policy set, defaults filled in. */
export interface Settings {
  readonly locale?: Locale;
  readonly stateDir?: string;
  readonly backups: BackupSettings;
  readonly notify: {
    readonly channels: readonly Channel[];
    readonly repeatEvery: number;
    readonly unknownAfter: number;
  };
  readonly metrics?: MetricsSettings;
  readonly heartbeat?: HeartbeatSettings;
  /** Number of probes that are measured side by side. */
  readonly concurrency: number;
  readonly packs?: PackSettings;
}

/** A policy file as read. */
export interface SourceFile {
  readonly path: string;
}

/** All policies of a run as one whole. */
export interface PolicySet {
  readonly sources: readonly SourceFile[];
  readonly settings: Settings;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly thresholds: Readonly<Record<string, Quantity>>;
  readonly resources: readonly ResourceItem[];
  readonly groups: readonly Group[];
  readonly probes: readonly ProbeItem[];
  readonly rules: readonly RuleItem[];
}
