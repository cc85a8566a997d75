import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sleep, waitUntil } from './wait.ts';
import { startWatch, watchFolder } from './watching.ts';
import { patient } from '../patient.ts';

/** A group with one flag that has to be there, and a remedy. */
function flagGroup(group: string, remedy: string, more = ''): string {
  return `policy: ${group}
group: ${group}
probes:
  ${group}: { file_age: { path: DIR/${group} } }
rules:
  - name: ${group} is there
    every: 1s
    when: ${group}.exists == false
    do: [{ run: { argv: [${remedy}] } }]
    ${more}
`;
}

test('a reload stops no group: one heals its fault while the remedy of another is being verified', async () => {
  const folder = watchFolder({
    'slow.yaml': flagGroup('slow', '/bin/true', 'verify: { within: 60s }'),
    'quick.yaml': flagGroup('quick', 'touch, DIR/quick'),
    slow: '',
    quick: '',
  });
  const watch = startWatch(folder);
  try {
    await watch.hears('all is well, 2 rules');
    rmSync(watch.at('slow'));
    await watch.hears('slow is there: alert');
    watch.signal('SIGHUP');
    await watch.hears('policies read again');
    const begun = Date.now();
    rmSync(watch.at('quick'));
    await waitUntil('healed', () => existsSync(watch.at('quick')), watch.said);
    expect(Date.now() - begun, watch.said()).toBeLessThan(patient(20_000));
    // The slow group is still at it.
    expect(watch.said()).not.toContain('slow is there: run');
  } finally {
    writeFileSync(watch.at('slow'), '');
    await watch.close();
  }
});

test('a rule that fires stays in what is told after the policies were read again', async () => {
  const folder = watchFolder({
    'flag.yaml': `policy: flag
group: flag
probes:
  flag: { file_age: { path: DIR/flag } }
rules:
  - { name: flag is there, every: 15s, for: 2 checks, when: flag.exists == false }
  - { name: flag is young, every: 1s, when: flag.exists && flag.age > 9h }
`,
  });
  const watch = startWatch(folder);
  try {
    await watch.hears('flag is there: alert');
    watch.signal('SIGHUP');
    await watch.hears('policies read again');
    // Rounds of the other rule.
    await sleep(3);
    expect(watch.run(['check', '--format', 'nagios']).out).toContain('flag is there: alert');
  } finally {
    await watch.close();
  }
});

test('edited policies reach a running watch by themselves, and invalid ones do not', async () => {
  const policy = flagGroup('flag', 'touch, DIR/flag').replace('DIR/flag }', '"{{ watched }}" }');
  const folder = watchFolder({
    'flag.yaml': policy.replace('probes:', 'vars: { watched: DIR/flag }\nprobes:'),
    'vars.yml': 'watched: DIR/flag\n',
    flag: '',
  });
  mkdirSync(`${folder}/beside`);
  renameSync(`${folder}/vars.yml`, `${folder}/beside/.vars`);
  const watch = startWatch(folder, ['--vars', `${folder}/beside/.vars`]);
  try {
    await watch.hears('all is well, 1 rule');
    // A file of variables that the command line names.
    writeFileSync(watch.at('beside/.vars'), `watched: ${folder}/other\n`);
    await watch.hears('policies read again');
    await watch.hears('flag is there: alert');
    // A new file in the folder.
    writeFileSync(
      watch.at('new.yaml'),
      flagGroup('late', '/usr/bin/touch, DIR/late').replaceAll('DIR', folder),
    );
    await waitUntil('the new group is remedied', () => existsSync(watch.at('late')), watch.said);
    // What is invalid is not taken, and said by all who could be asked.
    writeFileSync(watch.at('new.yaml'), 'policy: [');
    await watch.hears('goes on with the old ones');
    rmSync(watch.at('late'));
    await waitUntil('the old ones hold', () => existsSync(watch.at('late')), watch.said);
    const told = watch.run(['status'], [watch.at('flag.yaml')]).out;
    expect(told).toMatch(
      new RegExp(`kapa watch \\(process ${watch.pid}\\) works by ${folder}, read .*not valid`, 'u'),
    );
    rmSync(watch.at('new.yaml'));
    await watch.hears('the policies have no group late any more');
    expect(watch.run(['status']).out).toMatch(/works by \S+, read [-0-9: ]+$/mu);
    expect(watch.run(['doctor']).out).toMatch(/✓ kapa watch \(process \d+\) works by/u);
    expect(watch.run(['check', '--group', 'flag']).status).not.toBe(null);
  } finally {
    await watch.close();
  }
});

test('apply names what the running watch works by', async () => {
  const folder = watchFolder({ 'flag.yaml': flagGroup('flag', 'touch, DIR/flag'), flag: '' });
  const watch = startWatch(folder);
  try {
    await watch.hears('all is well');
    const applied = watch.run(['apply', '--yes']);
    expect(applied.status, applied.err).toBe(0);
    expect(applied.out + applied.err).toContain(`kapa watch (process ${watch.pid}) works by ${folder}, read`);
  } finally {
    await watch.close();
  }
});
