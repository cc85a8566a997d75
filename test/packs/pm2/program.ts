import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** PM2's own package: the project's, or the one that KAPA_PM2 names: `npm test` runs the same tests with others. */
export const pm2Package =
  process.env['KAPA_PM2'] ?? resolve(import.meta.dirname, '../../../node_modules/pm2');

const { version } = JSON.parse(readFileSync(join(pm2Package, 'package.json'), 'utf8')) as { version: string };

/** Name of what is tested, with the version. */
export const ofPm2 = `PM2 ${version}`;
