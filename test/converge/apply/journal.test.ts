import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { intend } from '../../../src/converge/apply/capture.ts';
import { continueTransaction } from '../../../src/converge/apply/journal.ts';
import { openStateStore } from '../../../src/host/index.ts';
import { openTreeHost } from '../tree-host.ts';

test('the password of a URL is blanked in what the journal only shows, and kept in what undoing needs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = openStateStore(folder);
  const step = {
    do: 'command',
    argv: ['fetch', 'http://me:first@host/'],
    undo: ['drop', 'http://me:second@host/'],
  } as const;
  const journal = continueTransaction(store, 'one');
  await intend([{ number: 1, resource: 'r', step }], openTreeHost(folder), store, journal);
  const log = readFileSync(join(folder, 'transactions/one/log.jsonl'), 'utf8');
  expect(log).toContain('"shown":"fetch http://me:(secret)@host/"');
  expect(log).toContain('"undo":["drop","http://me:second@host/"]');
});
