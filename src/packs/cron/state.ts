import type { FileStat } from '../../core/reader.ts';
import type { Text } from '../../core/text.ts';
import type { OwnerNumbers } from '../files/attributes.ts';
import type { Crontab } from './crontab/index.ts';

/** The crontab as it stands, and where jobs will find their programs. */
export interface CronState {
  readonly crontab: Crontab | undefined;
  readonly path: readonly string[];
  /** Of a file in /etc/cron.d. */
  readonly stat: FileStat | undefined;
  readonly owners: OwnerNumbers;
  /** True: crontab(1) here can judge a file without installing it. */
  readonly dryRun: boolean;
  readonly unreadable?: Text;
}
