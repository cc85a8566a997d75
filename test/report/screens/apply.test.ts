import { expect, test } from 'vitest';
import type { Plan } from '../../../src/core/plan.ts';
import { forPeople, render, t, type Locale } from '../../../src/core/text.ts';
import { writeOutcome, writeProgress, type Outcome, type Progress } from '../../../src/report/plan/apply.ts';
import { keptSink } from '../kept-sink.ts';

// What an apply says while it goes on, a line over the one before it, and how it ended.

const events: readonly Progress[] = [
  { event: 'recovering', transaction: '20261123_221500' },
  { event: 'proving' },
  { event: 'planned' },
  { event: 'begin' },
  { event: 'step', number: 1, of: 2, resource: 'Proxy the API to the backend' },
  { event: 'step', number: 2, of: 2, resource: 'Rotate the monitoring logs' },
  { event: 'check', argv: ['/usr/sbin/apache2', '-t'] },
  { event: 'effect', service: 'apache2', effect: 'reload' },
  { event: 'effect', service: 'apache2', effect: 'reload', ended: 'done' },
  { event: 'verifying' },
  { event: 'confirming' },
  { event: 'undoing', reason: t('plan.nothing_there') },
  { event: 'undone' },
];

const outcome: Outcome = {
  outcome: 'converged',
  changed: true,
  plan: {
    resources: [],
    files: [{ path: '/etc/apache2/sites-available/shop.conf', before: new Uint8Array() }],
    orphans: [],
  } as unknown as Plan,
  transaction: '20261124_031500',
  backups: [
    {
      path: '/etc/apache2/sites-available/shop.conf',
      backup: '/etc/apache2/sites-available/shop.conf.backup_20261124_031500',
    },
  ],
  leftovers: [],
  notes: [],
};

test.each<Locale>(['en', 'es'])('what an apply waits for, and how it ended, in %s', async (locale) => {
  const say = (text: Parameters<typeof render>[0]): string => render(text, locale, forPeople);
  const lines = events.flatMap((event) => {
    const { sink, text } = keptSink({ terminal: true });
    writeProgress(event, sink, say);
    // Each begins the line of the terminal afresh, by signs that only a terminal is told.
    const shown = text().split('\u0000').at(-1) ?? '';
    return shown === '' ? [] : [shown];
  });
  for (const line of lines) expect(line.length).toBeLessThan(80);
  const { sink, text } = keptSink();
  writeOutcome(outcome, sink, sink, say);
  const undone = keptSink();
  writeOutcome(
    { ...outcome, outcome: 'rolled_back', changed: false, error: t('plan.nothing_there') },
    undone.sink,
    undone.sink,
    say,
  );
  await expect(`${lines.join('\n')}\n\n${text()}\n${undone.text()}`).toMatchFileSnapshot(
    `apply.${locale}.txt`,
  );
});
