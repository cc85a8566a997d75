import type { Account } from './reader.ts';

/** PM2_HOME where nothing says otherwise. */
export function usualPm2Home({ home }: Pick<Account, 'home'>): string {
  return `${home.replace(/\/$/u, '')}/.pm2`;
}
