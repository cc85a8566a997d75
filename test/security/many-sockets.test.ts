import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPortsArena, type PortsArena } from './ports-arena.ts';
import { patient } from '../patient.ts';

/** How many sockets there are: each connection has two. The bench has 100,000. */
const many = 20_000;

let arena: PortsArena;
let folder: string;

beforeAll(async () => {
  arena = await openPortsArena();
  folder = mkdtempSync(join(tmpdir(), 'kapa-many-'));
});
afterAll(() => {
  arena.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Used {
  /** Seconds of the processor. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

const policy = `policy: many
group: many
probes:
  port: { port_owner: { port: 3001, expected: { program: apache2 } } }
  dead: { tcp_sockets: { port: 3001, state: close-wait } }
  held: { tcp_sockets: { port: 3001, state: established, holders_from: 1 } }
rules:
  - name: Foreign
    when: port.foreign
    do: [{ kill_port_holder: { port: 3001, programs: [ruby] } }]
    limit: { times: 9, within: 1h }
`;

/** What a check with one rung, that is refused, uses. */
async function check(state: string): Promise<Used> {
  const file = join(folder, `${state}.json`);
  const env = {
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'usage.cjs')}`,
    USAGE_FILE: file,
  };
  const said = await arena.kapa(
    ['check', '--json', '--state-dir', `/root/${state}`, '/etc/kapa/many.yaml'],
    env,
  );
  expect(said.stdout, said.stderr).toContain('"kill_port_holder"');
  expect(said.stdout).toContain('"refused"');
  return JSON.parse(readFileSync(file, 'utf8')) as Used;
}

const program = (what: 'serve' | 'call'): readonly string[] => [
  ...['perl', join(import.meta.dirname, '../fixtures/many_sockets.pl'), what, '3001', String(many / 2)],
];

test(`with ${many} sockets a check with a rung costs little more than with none`, async () => {
  await arena.write('/etc/kapa/many.yaml', policy);
  await arena.sh('sysctl -q net.core.somaxconn=4096');
  const backend = await arena.program('root', program('serve'));
  const before = await check('few');
  await arena.program('eve', program('call'));
  const after = await check('many');
  const evidence = (await arena.read('/root/many/incidents/1/sockets.txt')) ?? '';
  expect(await arena.lives(backend)).toBe(true);
  expect(evidence).toContain('and more of port 3001');
  expect(evidence).toMatch(/^listening /mu);
  expect(after.cpu - before.cpu).toBeLessThan(patient(5));
  expect(after.memory - before.memory).toBeLessThan(120 * 2 ** 20);
});
