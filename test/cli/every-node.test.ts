import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, kapa, shipped, type Copy } from './program.ts';

// Each command that is run most, through the built program. `npm test` runs this on every Node that kapa supports.

let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => host.close());

test('lint, plan, apply and check do their work, and Node says nothing beside them', () => {
  expect(kapa(['--help'])).toMatchObject({ status: 0, err: '' });
  expect(kapa(['lint', shipped])).toMatchObject({
    status: 0,
    out: 'No findings in 6 files.\n',
    err: `policies: ${shipped} (6 files)\n`,
  });
  expect(host.run(['plan', shipped, '--detailed-exitcode'])).toMatchObject({ status: 2, err: '' });
  expect(host.run(['apply', shipped, '--yes'])).toMatchObject({ status: 0, err: '' });
  expect(host.run(['plan', shipped, '--detailed-exitcode'])).toMatchObject({ status: 0, err: '' });
  const policy = host.policy(`policy: p
group: g
probes:
  load: { load: {} }
  site: { http: { url: 'http://127.0.0.1:9/', timeout: 2s } }
rules:
  - { name: Site, every: 3m, when: site.failing && load.one >= 0.0 }
`);
  const checked = kapa(['check', policy, '--state-dir', host.state, '--json']);
  expect(checked).toMatchObject({ status: 2, err: '' });
  expect(checked.json()).toMatchObject({ version: 1 });
});
