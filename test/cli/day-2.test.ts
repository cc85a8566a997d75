import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNamespace, type Namespace } from './namespace.ts';

// docs/day-2.md, typed from the first command to the last on a host of its own. npm and systemctl are stood in for:
// test/hosts has the real ones.

const project = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(project, 'docs/day-2.md'), 'utf8');
let there: Namespace;

beforeAll(async () => {
  there = await openNamespace();
  const over = (folder: string): string => `
mkdir -p /run/day2${folder}/upper /run/day2${folder}/work
mount -t overlay overlay -o lowerdir=${folder},upperdir=/run/day2${folder}/upper,workdir=/run/day2${folder}/work ${folder}`;
  await there.sh(`mount --make-rprivate /
mount -t tmpfs tmpfs /run
${['/etc', '/var', '/root', '/usr/local/bin'].map(over).join('\n')}
rm -rf /etc/kapa /var/lib/kapa /root/policies
mkdir -p /etc/kapa/policies /var/lib/shop
program() { printf '#!/bin/sh\\n%s\\n' "$2" > /usr/local/bin/$1; chmod 755 /usr/local/bin/$1; }
program kapa 'exec ${process.execPath} ${project}/dist/kapa.cjs "$@"'
program npm 'exit 0'
program systemctl 'exit 0'
program restart-site 'exit 0'
program stop-site 'kill $(cat /run/site)'
program start-site 'python3 -m http.server 8080 --bind 127.0.0.1 --directory /var/lib/shop >/dev/null 2>&1 & echo $! > /run/site; sleep 1'
/usr/local/bin/start-site`);
});
afterAll(() => {
  there.close();
});

interface Typed {
  readonly line: string;
  readonly exit: number | undefined;
  readonly expected: readonly string[];
}

type Step = Typed | { readonly path: string; readonly content: string };

/** Commands of the document with what they print, and files that it shows, in order. */
const steps: readonly Step[] = [
  ...text.matchAll(/^```(?:console|yaml (?<path>\S+))\n(?<body>.*?)^```$/gmsu),
].flatMap(({ groups }): readonly Step[] => {
  const { path, body = '' } = groups ?? {};
  if (path !== undefined) return [{ path, content: body }];
  return body
    .split(/^\$ /mu)
    .slice(1)
    .map((part) => {
      const [typed = '', ...expected] = part.trimEnd().split('\n');
      const [line = '', wanted = '0'] = typed.split(/\s+# exit /u);
      return { line, exit: wanted === 'any' ? undefined : Number(wanted), expected };
    });
});

/** Text in which every number is the same: times, ports, processes. */
const masked = (line: string): string => line.replaceAll(/\d+/gu, 'N').trimEnd();

test('docs/day-2.md shows what kapa prints', async () => {
  expect(steps.length).toBeGreaterThan(40);
  for (const step of steps) {
    if ('path' in step) {
      await there.sh(`cat > ${step.path} <<'EOT'\n${step.content}EOT`);
      continue;
    }
    const { status, stdout, stderr } = await there.run(['/bin/sh', '-c', step.line], {
      env: { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    const told = `${step.line}\n${stdout}${stderr}`;
    if (step.exit !== undefined) expect(status, told).toBe(step.exit);
    const lines = `${stdout}${stderr}`.split('\n').map(masked);
    let at = 0;
    for (const wanted of step.expected.filter((line) => line !== '…')) {
      const found = lines.indexOf(masked(wanted), at);
      expect(found, `${wanted}\n— is not in what this prints —\n${told}`).toBeGreaterThanOrEqual(0);
      at = wanted.startsWith('!') ? at : found + 1;
    }
  }
});
