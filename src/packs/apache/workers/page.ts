import type { Occupied } from './occupied.ts';

/** Workers by a status page, and whether its scoreboard has no place left. */
export type OnPage = Occupied & { readonly full?: boolean };

/** Workers as a status page for machines (`?auto`) counts them; undefined: it is none. */
export function workersOnPage(page: string): OnPage | undefined {
  const told = numberOnPage(page, 'BusyWorkers');
  const idle = numberOnPage(page, 'IdleWorkers');
  if (told === undefined || idle === undefined) return undefined;
  // Under worker and event the places of processes that are not to have come yet are blanks.
  const board = /^Scoreboard: ([^\r\n]*)/mu.exec(page)?.[1] ?? '';
  if (board === '') return { workers: told + idle, source: 'page', busy: told, idle };
  const count = (state: string): number => board.split(state).length - 1;
  const serving = board.match(/[RWKDCLG]/gu)?.length ?? 0;
  // Older ones count those that finish among the busy; worker's board shows them with the letters of their requests.
  const busy = Math.min(told, serving - count('G'));
  return {
    workers: serving + idle,
    source: 'page',
    busy,
    idle,
    finishing: serving - busy,
    closing: count('C'),
    full: !board.includes('.'),
  };
}

/** Number behind a name on such a page. */
function numberOnPage(page: string, name: string): number | undefined {
  const found = new RegExp(`^${name}: (\\d+)`, 'mu').exec(page)?.[1];
  return found === undefined ? undefined : Number(found);
}
