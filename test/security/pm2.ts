import { resolve } from 'node:path';
import type { Arena } from './arena.ts';

/** PM2's own command line, as a user would have it installed for all. */
export const pm2Program = resolve(import.meta.dirname, '../../node_modules/.bin/pm2');

/** kapa as it is built. */
export const kapaProgram = resolve(import.meta.dirname, '../../dist/kapa.cjs');

/** What `kapa check --json` says, as far as these tests look. */
export interface Checked {
  readonly stderr: string;
  readonly probes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly remedies: readonly { readonly remedy: string; readonly outcome: string; readonly text?: string }[];
  /** Seconds that the check took. */
  readonly took: number;
}

let checks = 0;

/** Checks, as root and with a state folder of its own, one rule that fires at once and climbs the rungs given. */
export async function check(
  arena: Arena,
  { probes, when, rungs = [] }: { probes: string; when: string; rungs?: readonly string[] },
): Promise<Checked & { readonly state: string }> {
  checks += 1;
  const state = `/var/lib/kapa-${checks}`;
  const file = `/etc/kapa/check-${checks}.yaml`;
  const actions = rungs.length === 0 ? ['notify: { message: seen }'] : rungs;
  await arena.write(
    file,
    `policy: here
group: here
probes:
${probes
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
rules:
  - name: Ill
    every: 3m
    when: ${when}
    do:
${actions.map((rung) => `      - ${rung}\n`).join('')}    verify: { within: 1s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
`,
  );
  const began = Date.now();
  const { stdout, stderr } = await arena.kapa(['check', '--json', '--state-dir', state, file]);
  const took = (Date.now() - began) / 1000;
  if (stdout === '') throw new Error(stderr);
  const document = JSON.parse(stdout) as {
    readonly probes: Checked['probes'];
    readonly rules: readonly { readonly remedies: Checked['remedies'] }[];
  };
  return {
    stderr,
    probes: document.probes,
    remedies: document.rules.flatMap(({ remedies }) => remedies),
    took,
    state,
  };
}

/**
 * A program that stands at a PM2 socket and answers calls as the text of `answer` says: an expression over `call`
 * (the method), `id` (the call's) and `count` (calls so far), whose value is the JSON to send, or undefined for silence.
 * It notes each call, with the uid of who asked, in `calls` of its folder, and calls itself as told.
 */
export function daemon({
  home,
  answer,
  title,
  claim = true,
}: {
  readonly home: string;
  readonly answer: string;
  readonly title?: string;
  readonly claim?: boolean;
}): readonly string[] {
  const source = `
const fs = require('fs');
const home = ${JSON.stringify(home)};
fs.mkdirSync(home, { recursive: true });
fs.rmSync(home + '/rpc.sock', { force: true });
${claim ? `fs.writeFileSync(home + '/pm2.pid', String(process.pid));` : ''}
process.title = ${JSON.stringify(title ?? `PM2 v7.0.4: God Daemon (${home})`)};
let count = 0;
require('net').createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    const text = bytes.toString('latin1');
    const call = /"method":"(\\w+)"/.exec(text)?.[1];
    const id = /s:(kapa:\\w+)/.exec(text)?.[1];
    if (call === undefined) return;
    count += 1;
    fs.appendFileSync(home + '/calls', call + '\\n');
    const value = (${answer});
    if (value === undefined) return;
    const parts = ['j:' + (typeof value === 'string' ? value : JSON.stringify({ args: [value] })), 's:' + id];
    const frame = [Buffer.from([0x12])];
    for (const part of parts) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(part));
      frame.push(length, Buffer.from(part));
    }
    socket.write(Buffer.concat(frame));
  });
}).listen(home + '/rpc.sock', () => console.log('up'));`;
  return [process.execPath, '-e', source];
}

/** An application of a made-up list, as PM2 has it. */
export function entry(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    pm_id: 7,
    name: 'api',
    pid: 0,
    pm2_env: { status: 'online', unique_id: 'u', pm_exec_path: '/x', pm_cwd: '/x', exec_mode: 'fork_mode' },
    ...fields,
  });
}

/** Starts a program of an account's, and waits until it says that it stands. */
export async function upAs(
  arena: Arena,
  account: Parameters<Arena['startAs']>[0],
  argv: readonly string[],
): Promise<ReturnType<Arena['startAs']>> {
  const child = arena.startAs(account, argv);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('up')) resolve();
    });
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('exit', () => reject(new Error(`it ended: ${said}`)));
  });
  return child;
}

/** Ends, inside an arena, whatever its accounts run. */
export const endAll = `
for p in /proc/[0-9]*; do
  uid=$(sed -n 's/^Uid:[[:space:]]*\\([0-9]*\\).*/\\1/p' $p/status 2>/dev/null || true)
  if [ "\${uid:-0}" -ge 2001 ] && [ "\${uid:-0}" -le 2003 ]; then kill -9 \${p#/proc/} || true; fi
done
sleep 0.2`;
