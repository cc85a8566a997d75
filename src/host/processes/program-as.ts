import { closeSync, openSync } from 'node:fs';
import type { Account, CommandResult } from '../../core/reader.ts';
import { runCommand, type Bounds } from './exec.ts';

/** Seconds that a program with a user's rights may take to start, on a host that has much to do. */
const startUp = 10;

/**
 * A Node with a user's rights: what it reaches, reads and parses is no more than that user could, and nothing here
 * waits for it. It is the very Node that runs kapa, handed over open, since root's may lie where users have no way.
 * `seconds` are those of its task, its start aside.
 */
export async function runProgramAs(
  account: Account,
  program: string,
  task: unknown,
  { seconds, most }: Bounds,
): Promise<CommandResult> {
  const node = openSync('/proc/self/exe', 'r');
  try {
    const words = ['--max-old-space-size=128', '-e', program, '--', JSON.stringify(task)];
    return await runCommand(
      ['/proc/self/fd/3', ...words],
      { as: account, env: {}, cwd: '/', file: node, sealed: true },
      { seconds: seconds + startUp, most },
    );
  } finally {
    closeSync(node);
  }
}
