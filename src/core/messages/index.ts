import { apache } from './apache.ts';
import { check } from './check.ts';
import { cli } from './cli.ts';
import { doctor } from './doctor.ts';
import { engine } from './engine.ts';
import { formats } from './formats.ts';
import { health } from './health.ts';
import { host } from './host.ts';
import { lint } from './lint.ts';
import { measure } from './measure.ts';
import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { resources } from './resources.ts';
import { rules } from './rules.ts';
import { services } from './services.ts';

/** Every sentence kapa says, in each language it speaks; one file an area, both languages side by side. */
export type Messages = typeof apache &
  typeof check &
  typeof cli &
  typeof doctor &
  typeof engine &
  typeof formats &
  typeof health &
  typeof host &
  typeof lint &
  typeof measure &
  typeof plan &
  typeof policy &
  typeof resources &
  typeof rules &
  typeof services;

/** The areas, by what their ids begin with; a bundle evaluates each when it is first asked for. */
const areas: Readonly<Record<string, () => object>> = {
  apache: () => apache,
  check: () => check,
  cli: () => cli,
  init: () => cli,
  doctor: () => doctor,
  engine: () => engine,
  crontab: () => formats,
  health: () => health,
  host: () => host,
  explain: () => lint,
  lint: () => lint,
  measure: () => measure,
  apply: () => plan,
  backups: () => plan,
  plan: () => plan,
  recover: () => plan,
  policy: () => policy,
  resources: () => resources,
  rule: () => rules,
  services: () => services,
};

/** The sentence of an id. Areas are not merged: every start would pay for the table of all sentences. */
export function messageOf<Id extends keyof Messages>(id: Id): Messages[Id] {
  const area = areas[id.slice(0, id.indexOf('.'))]?.() as Messages | undefined;
  if (area === undefined) throw new Error(`no message ${id}`);
  return area[id];
}
