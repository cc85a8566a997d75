import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLab, type Ended, type Lab } from './lab.ts';

/** Nothing else says this: where it turns up, a secret got out. */
const canary = 'canary-7f3a9c51';
const older = 'canary-0ld5ecre7';
let lab: Lab;
const said: string[] = [];

beforeAll(async () => {
  lab = await openLab();
  await lab.sh('apache2ctl start; until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done');
  lab.put('/etc/secret', `password=${older}\n`, 0o600);
  lab.put('/etc/kapa/templates/secret.hbs', 'password={{ password }}\nsecond line of {{ password }}\n');
});
afterAll(() => lab.close());

describe('a secret is in no output, log, journal, saved plan or error', () => {
  test('of lint, plan, a saved plan, apply and what comes after it', async () => {
    policy([secret({ template: 'secret.hbs', with: { password: canary } })]);
    for (const args of [['plan'], ['plan', '--json'], ['plan', '--out', '/tmp/saved.plan']])
      expect(await kapa([...args, '/etc/kapa/one.yaml']), said.at(-1)).toMatchObject({ status: 0 });
    expect(lab.get('/tmp/saved.plan')).not.toMatch(/canary-/u);
    expect(await kapa(['apply', '/tmp/saved.plan', '--json']), said.at(-1)).toMatchObject({ status: 0 });
    expect(lab.get('/etc/secret')).toBe(`password=${canary}\nsecond line of ${canary}\n`);
    for (const args of [
      ['history'],
      ['history', '--json'],
      ['backups'],
      ['backups', '--json'],
      ['status', '/etc/kapa/one.yaml'],
    ])
      await kapa(args);
  });

  test('of an apply that fails in a check, in a command that repeats it, and in a reload', async () => {
    policy([secret({ content: `password=${canary}2\n`, validate: ['grep', '-c', 'no such thing', '{}'] })]);
    expect(await kapa(['plan', '/etc/kapa/one.yaml'])).toMatchObject({ status: 1 });
    policy([secret({ content: `password=${canary}3\n`, validate: ['sh', '-c', 'cat "$0"; exit 1', '{}'] })]);
    expect(await kapa(['apply', '/etc/kapa/one.yaml', '--yes'])).toMatchObject({ status: 1 });
    expect(await kapa(['apply', '/etc/kapa/one.yaml', '--yes', '--json'])).toMatchObject({ status: 1 });
    policy([
      secret({ content: `password=${canary}4\n` }),
      {
        name: 'port',
        apache_directives: { file: '/etc/apache2/ports.conf', set: { Listen: ['80', '1.2.3.4:81'] } },
      },
    ]);
    expect(await kapa(['apply', '/etc/kapa/one.yaml', '--yes'])).toMatchObject({ status: 1 });
    // A part of a line is not what the mask knows.
    policy([
      secret({
        content: `password=${canary}5\n`,
        validate: ['sh', '-c', 'cut -d= -f2 "$0"; exit 1', '{}'],
      }),
    ]);
    for (const args of [['plan'], ['plan', '--json'], ['apply', '--yes']])
      expect(await kapa([...args, '/etc/kapa/one.yaml'])).toMatchObject({ status: 1 });
    expect(said.at(-1)).toContain('not shown: /etc/secret is secret');
  });

  test('of a policy that is wrong where the secret stands', async () => {
    for (const spec of [
      { contnt: `password=${canary}7` },
      { template: 'secret.hbs', with: { password: `${canary}8`, user: 1 }, mod: '0600' },
      { content: `password=${canary}9`, mode: 'none' },
    ]) {
      policy([secret(spec)]);
      for (const args of [['lint'], ['lint', '--json'], ['lint', '--format', 'github'], ['plan']])
        expect((await kapa([...args, '/etc/kapa/one.yaml'])).status).not.toBe(0);
    }
    expect(said.at(-1)).toContain('KAPA');
  });

  test('of an apply that a restore undoes', async () => {
    policy([secret({ content: `password=${canary}6\n` })]);
    expect(await kapa(['apply', '/etc/kapa/one.yaml', '--yes'])).toMatchObject({ status: 0 });
    const transaction =
      readdirSync(lab.path('/var/lib/kapa/transactions'))
        .filter((name) => /^\d/u.test(name))
        .sort()
        .at(-1) ?? '';
    expect(await kapa(['restore', transaction, '--yes']), said.at(-1)).toMatchObject({ status: 0 });
    expect(lab.get('/etc/secret')).toContain(canary);
  });

  test('and nowhere on the disk but in the file and in backups that root alone reads', () => {
    const found: string[] = [];
    const walk = (inside: string): void => {
      for (const name of readdirSync(lab.path(inside))) {
        const path = `${inside}/${name}`;
        const stat = lstatSync(lab.path(path));
        if (path === '/etc/kapa' || path === '/tmp/program') continue;
        if (stat.isDirectory()) walk(path);
        else if (stat.isFile() && /canary-/u.test(readFileSync(lab.path(path), 'latin1')))
          found.push(`${(stat.mode & 0o777).toString(8)} ${path}`);
      }
    };
    for (const folder of ['/etc', '/var', '/run', '/tmp']) walk(folder);
    for (const one of found)
      expect(one).toMatch(
        /^600 \/(?:etc\/secret(?:\.backup_\w+)?|var\/lib\/kapa\/(?:backups\/.*|transactions\/\w+\/undo\.bin))$/u,
      );
    expect(found.length).toBeGreaterThan(2);
    for (const output of said) expect(output).not.toMatch(/canary-/u);
  });

  test('state and backups are root’s alone', () => {
    const walk = (inside: string): void => {
      const stat = lstatSync(lab.path(inside));
      expect(`${inside} ${(stat.mode & 0o777).toString(8)}`).toBe(
        `${inside} ${stat.isDirectory() ? '700' : '600'}`,
      );
      if (stat.isDirectory()) for (const name of readdirSync(lab.path(inside))) walk(`${inside}/${name}`);
    };
    walk('/var/lib/kapa');
  });
});

describe('what children of kapa are given', () => {
  test('is a short list of variables, whatever kapa was started with', async () => {
    policy([
      {
        name: 'asked',
        file: {
          path: '/etc/asked',
          content: 'x\n',
          validate: ['sh', '-c', 'env > /tmp/environment; test -f "$0"', '{}'],
        },
      },
    ]);
    await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes'], {
      env: {
        SECRET_TOKEN: canary,
        LD_LIBRARY_PATH: '/nowhere',
        NODE_OPTIONS: '--no-warnings',
        DBUS_SESSION_BUS_ADDRESS: 'x',
      },
    });
    const names = lab
      .get('/tmp/environment')
      .split('\n')
      .map((line) => line.replace(/=.*/u, ''))
      .filter((name) => name !== '');
    expect(names.sort()).toEqual(['HOME', 'LANG', 'LOGNAME', 'PATH', 'PWD', 'USER']);
  });
});

describe('policies that others than root could have written', () => {
  test('are refused, unless one says so', async () => {
    policy([{ name: 'made', file: { path: '/etc/made', content: 'x\n' } }]);
    await lab.sh('mkdir /etc/open; cp /etc/kapa/one.yaml /etc/open/; chmod 777 /etc/open');
    const refused = await kapa(['apply', '/etc/open/one.yaml', '--yes']);
    expect(refused.status).not.toBe(0);
    expect(existsSync(lab.path('/etc/made'))).toBe(false);
    expect(refused.stderr).toContain('/etc/open');
    expect(await kapa(['apply', '/etc/open/one.yaml', '--yes', '--allow-untrusted'])).toMatchObject({
      status: 0,
    });
  });

  test('so are a template and a source that they could have written', async () => {
    lab.put('/etc/kapa/templates/loose.hbs', 'x\n');
    lab.put('/etc/kapa/files/loose', 'x\n');
    await lab.sh('chmod 666 /etc/kapa/templates/loose.hbs /etc/kapa/files/loose');
    for (const how of [{ template: 'loose.hbs' }, { source: 'files/loose' }]) {
      policy([{ name: 'made', file: { path: '/etc/made-too', ...how } }]);
      const refused = await kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
      expect(refused.status, JSON.stringify(how)).not.toBe(0);
      expect(existsSync(lab.path('/etc/made-too'))).toBe(false);
    }
  });
});

function secret(spec: object): object {
  return { name: 'a secret', file: { path: '/etc/secret', mode: '0600', secret: true, ...spec } };
}

function policy(resources: readonly object[]): void {
  lab.put('/etc/kapa/one.yaml', JSON.stringify({ policy: 'one', resources }));
}

async function kapa(args: readonly string[]): Promise<Ended> {
  const ended = await lab.kapa(args);
  said.push(`${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return ended;
}
