import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { askOnTime } from '../../src/core/lateness.ts';
import { render } from '../../src/core/text.ts';
import { beginPass } from '../../src/host/index.ts';
import { host } from '../packs/instruments.ts';
import { openArena, type Arena } from './arena.ts';
import { patient } from '../patient.ts';

/** Keeps this process from its work, as a long computation would. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('what a time-out says while this process was late', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const timer = async (milliseconds: number): Promise<'in time' | 'timeout'> => {
    await pause(milliseconds);
    return 'timeout';
  };
  const question = (asks: (() => Promise<'in time' | 'timeout'>)[]) => ({
    ask: async () => asks.shift()?.() ?? Promise.reject(new Error('asked once too often')),
    isOfTime: (answer: string) => answer === 'timeout',
    late: (seconds: number) => `late by ${seconds > 0}` as 'timeout',
  });

  test('nothing: it is asked again', async () => {
    const late = async () => {
      setTimeout(block, 10, 600);
      return timer(100);
    };
    expect(await askOnTime(question([late, async () => 'in time']))).toBe('in time');
    expect(await askOnTime(question([late, async () => timer(100)]))).toBe('timeout');
  });

  test('nothing, twice: that is what is said', async () => {
    const late = async () => {
      setTimeout(block, 10, 600);
      return timer(100);
    };
    expect(await askOnTime(question([late, late]))).toBe('late by true');
  });

  test('what needs no time is believed at once, and so is a time-out of a process that was at work', async () => {
    const answers = async (): Promise<'in time'> => {
      setTimeout(block, 1, 400);
      await pause(20);
      return 'in time';
    };
    expect(await askOnTime(question([answers]))).toBe('in time');
    expect(await askOnTime(question([async () => timer(700)]))).toBe('timeout');
  });

  test('a machine that was suspended: its timers stood still, the clock of the day went on', async () => {
    const asks = [
      async () => {
        const asleep = Date.now() + 3_600_000;
        vi.spyOn(Date, 'now').mockImplementation(() => asleep);
        return timer(50);
      },
      async () => 'in time' as const,
    ];
    expect(await askOnTime(question(asks))).toBe('in time');
  });
});

describe('instruments', () => {
  test('a healthy server is not called slow, nor its latency told, by a process that was late', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    });
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready);
    });
    const { port } = server.address() as { readonly port: number };
    const asked = { url: `http://127.0.0.1:${port}/`, timeout: 0.3, verify: false, most: 0 };
    let blocks = 1;
    const blocking = setInterval(() => {
      if (blocks-- > 0) block(700);
    }, 1);
    const once = await beginPass(host).request(asked);
    expect(once).toMatchObject({ outcome: 'answered', status: 200 });
    expect((once as { latency: number }).latency).toBeLessThan(0.65);
    blocks = Number.POSITIVE_INFINITY;
    const always = await beginPass(host).request(asked);
    clearInterval(blocking);
    server.close();
    expect(always).not.toHaveProperty('latency');
    expect(always).not.toMatchObject({ outcome: 'failed' });
  });

  test.each<[string, (port: number) => Promise<unknown>]>([
    ['a certificate', async (port) => beginPass(host).certificate({ host: '127.0.0.1', port, timeout: 0.3 })],
    ['a command', async () => beginPass(host).query(['sleep', '1'], { timeout: 0.3 })],
    ['a page', async (port) => beginPass(host).request({ ...page(port), timeout: 0.3 })],
  ])('%s that gave no answer in time is unknown by kapa itself', async (_name, ask) => {
    const server = createServer(() => undefined);
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready);
    });
    const blocking = setInterval(block, 1, 400);
    const answer = await ask((server.address() as { readonly port: number }).port);
    clearInterval(blocking);
    server.close();
    expect(JSON.stringify(answer)).toMatch(/measure\.self_late|"late"/u);
  });

  const page = (port: number) => ({ url: `http://127.0.0.1:${port}/`, verify: false, most: 0 });
});

test('the reason names kapa in both languages', () => {
  const text = { id: 'measure.self_late', args: { by: '9s' } } as const;
  expect(render(text, 'en')).toContain('kapa itself was late by 9s');
  expect(render(text, 'es')).toContain('el propio kapa se atrasó 9s');
});

describe('the program', () => {
  let arena: Arena;
  let folder: string;

  const policy = (at: string): string => `
policy: health
group: health
probes:
  answer: { http: { url: 'http://127.0.0.1:3001/', timeout: 2s } }
  lines: { log: { file: ${at}/app.log, match: 'ERROR.*timeout' } }
rules:
  - name: Backend hangs
    every: 3m
    when: answer.error == "timeout"
    severity: critical
    do: [{ run: { argv: [touch, ${at}/acted] } }]
  - { name: Errors, every: 3m, when: lines.count > 0, severity: warning }
`;

  /** A healthy backend that takes 150 ms to answer. */
  const backend = `require('node:http').createServer((asked, answer) => setTimeout(() => answer.end('ok'), 150))
    .listen(3001, '127.0.0.1', () => console.log('up'));`;

  /** Stops a check as soon as it has called the backend, and lets it go on after four seconds. */
  const stopped = `
    "$1" "$2" check --json --state-dir "$3" "$4" > "$5" & pid=$!
    for n in $(seq 1000); do grep -q '^ *[0-9]*: 0100007F:0BB9 [0-9A-F]*:[0-9A-F]* 01' /proc/net/tcp && break; done
    kill -STOP $pid; sleep 4; kill -CONT $pid; wait $pid || true`;

  beforeAll(async () => {
    arena = await openArena();
    folder = mkdtempSync(join(tmpdir(), 'kapa-late-'));
    mkdirSync(join(folder, 'state'), { mode: 0o700 });
    writeFileSync(join(folder, 'policy.yaml'), policy(folder));
    writeFileSync(join(folder, 'app.log'), 'begin\n');
    const child = arena.start([process.execPath, '-e', backend]);
    await new Promise((up) => child.stdout?.once('data', up));
  });
  afterAll(() => {
    arena.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const check = async (): Promise<{
    readonly probes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }> => {
    const words = ['check', '--json', '--state-dir', join(folder, 'state'), join(folder, 'policy.yaml')];
    const { stdout, stderr } = await arena.kapa(words);
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Awaited<ReturnType<typeof check>>;
  };

  test('whoever writes log lines has no healthy backend restarted', async () => {
    await check();
    writeFileSync(join(folder, 'app.log'), `begin\n${'ERROR'.repeat(40_000)}\nERROR a timeout\n`);
    const begun = performance.now();
    const { probes } = await check();
    expect(probes['answer']).toMatchObject({ ok: true, status: 200 });
    expect(probes['lines']).toMatchObject({ count: 1 });
    expect(performance.now() - begun).toBeLessThan(patient(8000));
    expect(() => readFileSync(join(folder, 'acted'))).toThrow('ENOENT');
  });

  test('a check that was stopped while it waited judges nothing by the time that passed', async () => {
    const out = join(folder, 'out');
    const kapa = join(import.meta.dirname, '../../dist/kapa.cjs');
    const ended = await arena.run([
      ...['/bin/sh', '-euc', stopped, 'sh', process.execPath, kapa, join(folder, 'state')],
      ...[join(folder, 'policy.yaml'), out],
    ]);
    expect(ended.stderr).toBe('');
    const { probes } = JSON.parse(readFileSync(out, 'utf8')) as Awaited<ReturnType<typeof check>>;
    expect(probes['answer']).toMatchObject({ ok: true, status: 200 });
    expect(() => readFileSync(join(folder, 'acted'))).toThrow('ENOENT');
  });
});
