import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyHost, kapa, shipped } from './program.ts';

test.each([
  [['plan', '/nonexistent'], 78],
  [['apply', '/nonexistent'], 78],
  [['plan', shipped, '--root', '/nonexistent'], 64],
  [['lint', '/nonexistent'], 78],
  [['restore', 'nothing'], 1],
])('kapa %j --json answers a failure with a document as well', (args, status) => {
  const host = copyHost();
  try {
    const ran = kapa([...args, '--json', '--state-dir', host.state], { env: { FORCE_COLOR: '1' } });
    expect(ran.status).toBe(status);
    const document = ran.json();
    expect(document).toMatchObject({ version: 1, error: expect.stringMatching(/./u) });
    expect(ran.out).not.toContain('\u001B[');
    expect(ran.err).toContain(document.error);
  } finally {
    host.close();
  }
});

test('a failed apply says so in its document, and messages go to standard error', () => {
  const host = copyHost();
  try {
    host.write('/etc/apache2/apache2.conf', `${host.read('/etc/apache2/apache2.conf')}\nNonsense on\n`);
    const ran = host.run(['apply', shipped, '--yes', '--json']);
    expect(ran.status).toBe(1);
    const document = ran.json();
    expect(document).toMatchObject({
      version: 1,
      outcome: 'rolled_back',
      changed: false,
      transaction: null,
      backups: [],
      proof: { status: 'failed' },
    });
    expect(document.proof.reason).toContain('Nonsense');
    expect(ran.err).not.toBe('');
    const asked = host.run(['apply', shipped, '--json']);
    expect(asked.json()).toMatchObject({ error: expect.stringMatching(/./u) });
  } finally {
    host.close();
  }
});

test.each([['backups'], ['recover'], ['schema']])('%s prints one document', (command) => {
  const host = copyHost();
  try {
    const ran = host.run([command, ...(command === 'schema' ? [] : ['--json'])]);
    expect(ran.status, ran.err).toBe(0);
    expect(ran.json()).toBeTypeOf('object');
  } finally {
    host.close();
  }
});

test('init and explain print one document as well', () => {
  const host = copyHost();
  try {
    const folder = join(host.folder, 'found');
    expect(host.run(['init', '--out', folder, '--json']).json()).toMatchObject({
      version: 1,
      files: [{ file: join(folder, 'apache.yaml'), resources: expect.any(Array) as unknown }, {}, {}],
    });
    expect(kapa(['explain', 'KAPA101', '--json']).json()).toMatchObject({ rule: { id: 'KAPA101' } });
    expect(kapa(['explain', 'pm2_app', '--json']).json()).toMatchObject({
      version: 1,
      types: [{ kind: 'resource' }, { kind: 'probe' }],
    });
  } finally {
    host.close();
  }
});
