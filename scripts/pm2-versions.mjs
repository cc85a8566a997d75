import { installedOnce } from './install-once.mjs';

/** One release of each line of PM2 that kapa knows, beside the project's own. */
const releases = ['5.4.3', '6.0.14'];

/** PM2's packages by their release, installed once; undefined: it could not be installed. */
export function otherPm2s() {
  return releases.map((release) => ({ release, folder: installedOnce('pm2', release) }));
}
