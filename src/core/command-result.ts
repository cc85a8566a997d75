import type { CommandResult } from './reader.ts';
import { t, type Text } from './text.ts';

/** Ending of a command: its exit status, or why it has none. */
export function endingOf({ status, failed }: Pick<CommandResult, 'status' | 'failed'>): Text {
  switch (failed) {
    case 'timeout':
      return t('measure.ending.timeout');
    case 'late':
      return t('measure.ending.late');
    case 'not_found':
      return t('measure.ending.not_found');
    case 'denied':
      return t('measure.ending.denied');
    case 'signal':
    case undefined:
    default:
      return status === null ? t('measure.ending.signal') : t('measure.ending.status', { status });
  }
}
