import { apache } from './apache.ts';
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
export const messages = {
  ...apache,
  ...cli,
  ...doctor,
  ...engine,
  ...formats,
  ...health,
  ...host,
  ...lint,
  ...measure,
  ...plan,
  ...policy,
  ...resources,
  ...rules,
  ...services,
};
