import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sleep, waitUntil } from './wait.ts';
import { startWatch, watchFolder } from './watching.ts';
import { patient } from '../patient.ts';

test('a fault that was healed and comes again within the cooldown is remedied at once, until it is a loop', async () => {
  const folder = watchFolder({
    'p.yaml': `policy: p
probes: { flag: { file_age: { path: DIR/flag } } }
rules:
  - name: flag is there
    every: 1s
    when: flag.exists == false
    do: [{ run: { argv: [touch, DIR/flag] } }]
    cooldown: 1h
    limit: { times: 1, within: 1h }
`,
    flag: '',
  });
  const watch = startWatch(folder);
  try {
    await watch.hears('all is well');
    for (let fault = 1; fault <= 3; fault += 1) {
      rmSync(watch.at('flag'));
      const times = (): number => watch.said().split('flag is there: healed').length - 1;
      await waitUntil(`healed ${fault}`, () => times() === fault, watch.said);
    }
    rmSync(watch.at('flag'));
    await watch.hears('flag is there: backing off');
    expect(existsSync(watch.at('flag'))).toBe(false);
    // One fault, one alert.
    expect(watch.said().split('flag is there: alert').length - 1).toBe(3);
  } finally {
    await watch.close();
  }
});

test('the end of a cooldown wakes the rule: it is judged then, not one period later', async () => {
  const folder = watchFolder({
    'p.yaml': `policy: p
probes: { flag: { file_age: { path: DIR/flag } } }
rules:
  - name: flag is there
    every: 10m
    when: flag.exists == false
    do: [{ run: { argv: [/bin/sh, -c, 'echo x >>DIR/tries'] } }]
    verify: { within: 1s }
    cooldown: 8s
`,
  });
  const watch = startWatch(folder);
  try {
    const tries = (): number =>
      existsSync(watch.at('tries')) ? readFileSync(watch.at('tries'), 'utf8').length / 2 : 0;
    await waitUntil('the first try', () => tries() === 1, watch.said);
    const begun = Date.now();
    await waitUntil('the second try', () => tries() === 2, watch.said);
    expect(Date.now() - begun).toBeGreaterThan(5000);
    expect(Date.now() - begun).toBeLessThan(patient(25_000));
  } finally {
    await watch.close();
  }
});

test('one burst in a log is one remedy, however long its window and short the cooldown; the next burst is another', async () => {
  const folder = watchFolder({
    'p.yaml': `policy: p
probes: { log: { log: { file: DIR/app.log, match: fault, window: 10m } } }
rules:
  - name: no burst
    every: 1s
    when: log.count >= 3
    do: [{ run: { argv: [/bin/sh, -c, 'echo x >>DIR/tries'] } }]
    verify: { within: 2s }
    cooldown: 1s
    limit: { times: 9, within: 1h }
`,
    'app.log': '',
  });
  const watch = startWatch(folder);
  const tries = (): number =>
    existsSync(watch.at('tries')) ? readFileSync(watch.at('tries'), 'utf8').length / 2 : 0;
  try {
    await watch.hears('all is well');
    for (const burst of [1, 2]) {
      appendFileSync(watch.at('app.log'), 'fault\n'.repeat(3));
      await waitUntil(`remedy ${burst}`, () => tries() === burst, watch.said);
      await waitUntil(
        `healed ${burst}`,
        () => watch.said().split('no burst: healed').length - 1 === burst,
        watch.said,
      );
      await sleep(4);
      expect(tries(), watch.said()).toBe(burst);
    }
    expect(watch.said()).not.toContain('did not help');
  } finally {
    await watch.close();
  }
});
