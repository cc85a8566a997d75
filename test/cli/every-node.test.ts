import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, startKapa, shipped, type Copy, type Ran } from './program.ts';

// Each command that is run most, through the built program. `npm run test:hosts` runs this on every Node that kapa supports.

let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => host.close());

const onHost = (command: string, option: string): Ran =>
  startKapa([command, shipped, option, '--root', host.root, '--state-dir', host.state]);

test('lint, plan, apply and check do their work, and Node says nothing beside them', () => {
  expect(startKapa(['--help'])).toMatchObject({ status: 0, err: '' });
  expect(startKapa(['lint', shipped])).toMatchObject({
    status: 0,
    out: 'No findings in 6 files.\n',
    err: `policies: ${shipped} (6 files)\n`,
  });
  expect(onHost('plan', '--detailed-exitcode')).toMatchObject({ status: 2, err: '' });
  expect(onHost('apply', '--yes')).toMatchObject({ status: 0, err: '' });
  expect(onHost('plan', '--detailed-exitcode')).toMatchObject({ status: 0, err: '' });
  const policy = host.policy(`policy: p
group: g
probes:
  load: { load: {} }
  site: { http: { url: 'http://127.0.0.1:9/', timeout: 2s } }
rules:
  - { name: Site, every: 3m, when: site.failing && load.one >= 0.0 }
`);
  const checked = startKapa(['check', policy, '--state-dir', host.state, '--json']);
  expect(checked).toMatchObject({ status: 2, err: '' });
  expect(checked.json()).toMatchObject({ version: 1 });
});
