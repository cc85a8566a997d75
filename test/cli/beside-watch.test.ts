import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sleep } from './wait.ts';
import { startWatch, watchFolder } from './watching.ts';
import { patient } from '../patient.ts';

const policy = `policy: p
group: web
probes:
  flag: { file_age: { path: DIR/flag } }
  number: { command: { argv: [/bin/sh, -c, 'cat DIR/number; echo x >>DIR/measured'] } }
rules:
  - name: flag is there
    every: 1s
    severity: critical
    when: flag.exists == false
  - name: number is small
    every: 1s
    severity: warning
    when: number.value > 10
`;

test('check beside a running watch answers from what watch measured last, in every format', async () => {
  const folder = watchFolder({ 'p.yaml': policy, flag: '', number: '7\n' });
  const watch = startWatch(folder);
  try {
    await watch.hears('all is well, 2 rules');
    const well = watch.run(['check', '--format', 'nagios']);
    expect(well.status, well.out + well.err).toBe(0);
    expect(well.out).toMatch(
      /^KAPA OK - .*measured by kapa watch \(process \d+\) .* ago.* \| .*'number\.value'=7;10;;/u,
    );
    rmSync(watch.at('flag'));
    await watch.hears('flag is there: alert');
    const ill = watch.run(['check', '--format', 'nagios']);
    expect(ill.status, ill.out).toBe(2);
    expect(ill.out).toContain('KAPA CRITICAL - flag is there: alert');
    expect(watch.run(['check']).out).toContain('measured by kapa watch');
    const json = JSON.parse(watch.run(['check', '--json']).out) as Record<string, unknown>;
    expect(json).toMatchObject({
      status: 'critical',
      measured_by_watch: [{ group: 'web', pid: watch.pid }],
      locked: [],
      probes: { number: { value: 7 } },
    });
  } finally {
    await watch.close();
  }
});

test('a watch that says nothing any more is unknown to a check beside it', async () => {
  const folder = watchFolder({ 'p.yaml': policy, flag: '', number: '7\n' });
  const watch = startWatch(folder);
  try {
    await watch.hears('all is well');
    watch.signal('SIGSTOP');
    const latest = watch.at('state/latest/web.json');
    const { readFileSync } = await import('node:fs');
    const old = readFileSync(latest, 'utf8').replace(
      /"at":(\d+)/u,
      (_, at) => `"at":${Number(at) - 3_600_000}`,
    );
    writeFileSync(latest, old, { mode: 0o600 });
    const asked = watch.run(['check', '--format', 'nagios']);
    expect(asked.status, asked.out).toBe(3);
    expect(asked.out).toMatch(/^KAPA UNKNOWN - .*has said nothing of group web for 1h/u);
  } finally {
    watch.signal('SIGCONT');
    await watch.close();
  }
});

test('reset makes a running watch stand aside by itself, also while a remedy is being verified', async () => {
  const folder = watchFolder({
    'p.yaml': `policy: p
group: web
probes: { flag: { file_age: { path: DIR/flag } } }
rules:
  - name: flag is there
    every: 1s
    when: flag.exists == false
    do: [{ run: { argv: [/bin/true] } }]
    verify: { within: 5m }
  - name: never
    every: 1h
    when: flag.exists == false && flag.exists == true
    do: [{ pm2_reset: { app: no-such-app, ecosystem: DIR/ecosystem.config.js } }]
    limit: { times: 3, within: 1h }
`,
    flag: '',
  });
  const watch = startWatch(folder);
  try {
    await watch.hears('all is well, 2 rules');
    rmSync(watch.at('flag'));
    await watch.hears('flag is there: alert');
    await sleep(2);
    const begun = Date.now();
    // The Apache of this machine is not the test's to restart.
    mkdirSync(watch.at('empty'));
    const hidden = `mount --bind ${watch.at('empty')} /usr/sbin && exec "$@"`;
    const reset = watch.run(['reset', '--yes'], [folder], {
      through: ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', hidden, 'sh'],
    });
    expect(Date.now() - begun).toBeLessThan(patient(40_000));
    expect(reset.err).toContain(`waiting until process ${watch.pid} stands aside from group web`);
    // There is no such application: what matters is that the steps were taken.
    expect(reset.err).toMatch(/^pm2_reset: /mu);
    await watch.hears('standing aside for process');
    await watch.hears('watching again');
    const { out } = watch.run(['check', '--json']);
    expect(out).toContain('measured_by_watch');
  } finally {
    await watch.close();
  }
});
