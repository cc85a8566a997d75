import { openArena, type AccountName, type Arena } from './arena.ts';

/** What `kapa check --json` says, as far as these tests look. */
export interface Checked {
  readonly probes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly rules: readonly {
    readonly name: string;
    readonly state: string;
    readonly remedies: readonly {
      readonly remedy: string;
      readonly outcome: string;
      readonly text?: string;
    }[];
  }[];
}

/** An arena with a backend of kapa's own and programs of others around it. */
export interface PortsArena extends Arena {
  /** Starts a program of an account and waits until it says `up`; answers with its pid in the arena. */
  program(account: AccountName | 'root', argv: readonly string[]): Promise<number>;
  /** Checks a policy with the state folder of a name. */
  check(policy: string, state: string): Promise<Checked>;
  /** Whether a process lives. */
  lives(pid: number): Promise<boolean>;
}

/** Opens it. */
export async function openPortsArena(): Promise<PortsArena> {
  const arena = await openArena();
  const lives = async (pid: number): Promise<boolean> =>
    (
      await arena.run([
        'sh',
        '-c',
        `grep -qv '^State:.*Z' /proc/${pid}/status && ! grep -q '^State:.Z' /proc/${pid}/status`,
      ])
    ).status === 0;
  return {
    ...arena,
    lives,
    async program(account, argv) {
      // The shell says its number and becomes the program.
      const words = ['/bin/sh', '-c', 'echo "pid $$"; exec "$@"', 'sh', ...argv];
      const child = account === 'root' ? arena.start(words) : arena.startAs(account, words);
      return new Promise((done, fail) => {
        let said = '';
        child.stdout?.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (/^up$/mu.test(said)) done(Number(/^pid (\d+)$/mu.exec(said)?.[1]));
        });
        child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
        child.once('exit', (status) => fail(new Error(`${argv.join(' ')} ended with ${status}: ${said}`)));
      });
    },
    async check(policy, state) {
      await arena.write(`/etc/kapa/${state}.yaml`, `policy: here\ngroup: here\n${policy}`);
      const { status, stdout, stderr } = await arena.kapa([
        ...['check', '--json', '--state-dir', `/root/state-${state}`, `/etc/kapa/${state}.yaml`],
      ]);
      if (stdout === '') throw new Error(`kapa check ended with ${status}\n${stderr}`);
      return JSON.parse(stdout) as Checked;
    },
  };
}

/** A rule whose bounds let every rung be tried at once. */
export function rule(when: string, rungs: readonly string[]): string {
  return `rules:
  - name: Ill
    every: 3m
    when: ${when}
    do:
${rungs.map((rung) => `      - ${rung}\n`).join('')}    verify: { within: 1s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
`;
}

/** A server in Node that listens, says `up`, and leaves half-closed connections as they are. */
export function server(address: string, port: number): readonly string[] {
  return [
    process.execPath,
    '-e',
    `require('net').createServer({ allowHalfOpen: true }, (s) => s.on('error', () => {}).resume())
       .listen(${port}, '${address}', () => console.log('up'))`,
  ];
}

/** The same in Perl, which no remedy may end. */
export function perlServer(address: string, port: number): readonly string[] {
  return [
    'perl',
    '-MIO::Socket::IP',
    '-e',
    `my $s = IO::Socket::IP->new(LocalHost => '${address}', LocalPort => ${port}, Listen => 64, ReuseAddr => 1, GetAddrInfoFlags => 0) or die $@;
     $| = 1; print "up\\n"; my @all; while (my $c = $s->accept) { push @all, $c }`,
  ];
}

/** Opens connections, leaves them, and stays. */
export function closer(address: string, port: number, times: number): readonly string[] {
  return [
    process.execPath,
    '-e',
    `let left = ${times}; const all = [];
     (function next() { if (left-- === 0) return console.log('up');
       const s = require('net').connect({ port: ${port}, host: '${address}', allowHalfOpen: true }, () => { s.destroy(); next(); });
       s.on('error', () => {}).resume(); all.push(s); })(); setInterval(() => {}, 1000)`,
  ];
}

/** A client that keeps connections which the other side has closed. */
export function ruleStates(address: string, port: number, times: number): readonly string[] {
  return [
    process.execPath,
    '-e',
    `let left = ${times}; const all = [];
     (function next() { if (left-- === 0) return setTimeout(() => console.log('up'), 500);
       const s = require('net').connect({ port: ${port}, host: '${address}', allowHalfOpen: true }, next);
       s.on('error', () => {}).resume(); all.push(s); })(); setInterval(() => {}, 1000)`,
  ];
}

/** A server that closes each connection at once, as one with a short keep-alive does. */
export function closingServer(address: string, port: number): readonly string[] {
  return [
    process.execPath,
    '-e',
    `require('net').createServer((s) => s.on('error', () => {}).end())
       .listen(${port}, '${address}', () => console.log('up'))`,
  ];
}
