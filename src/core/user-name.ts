import type { Reader } from './reader.ts';

/** Name of the user of a process; its number where it has none, empty where the process may not be looked at. */
export async function userName(uid: number | undefined, reader: Pick<Reader, 'accountOf'>): Promise<string> {
  if (uid === undefined) return '';
  const account = await reader.accountOf(uid);
  return account.state === 'present' ? account.value.name : String(uid);
}
