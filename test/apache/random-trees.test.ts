import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab, snapshot, type Lab } from './lab.ts';
import { asked, diceOf, randomTree, shared, type RandomMount, type RandomTree } from './random-tree.ts';

/**
 * A server, and trees beside each other in it: the same ones in every run, a thousand others with `KAPA_TEST_LONG`, and
 * those of one such run again with `KAPA_TEST_SEED`.
 */
const isLong = process.env['KAPA_TEST_LONG'] !== undefined;
const rounds = isLong ? 20 : 1;
const trees = 50;
const seed = Number(process.env['KAPA_TEST_SEED'] ?? (isLong ? Math.floor(Math.random() * 1e9) : 1));

const backend = `require('node:http').createServer((request, response) => response.end(request.url)).listen(3001, '127.0.0.1');`;

/** Asks each host for each path, and answers with the first part of what the backend was asked, or the status. */
const asker = `
const { get, Agent } = require('node:http');
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const { hosts, asked } = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
const ask = ({ name, ip, port }, path) => new Promise((resolve) => {
  const again = (error) => (error.code === 'ECONNRESET' ? ask({ name, ip, port }, path).then(resolve) : resolve(error.code));
  get({ agent, host: ip, port, path, headers: { host: name } }, (answer) => {
    let body = '';
    answer.on('data', (part) => (body += part));
    answer.on('end', () => resolve(answer.statusCode === 200 && body.startsWith('/t') ? /^\\/t\\d+m\\d+/.exec(body)[0].slice(1) : String(answer.statusCode)));
  }).on('error', again);
});
(async () => {
  process.stdout.write(JSON.stringify(await Promise.all(hosts.map((host) => Promise.all(asked.map((path) => ask(host, path)))))));
  process.exit();
})();
`;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  lab.start([process.execPath, '-e', backend]);
  lab.put('/tmp/ask.cjs', asker);
  lab.put('/etc/apache2/conf-enabled/a-random.conf', shared);
  await lab.sh(`
    a2enmod -q macro
    a2dissite -q '*'
    apache2ctl start
    until curl -sf -o /dev/null http://127.0.0.1:3001/ && curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done`);
});
afterAll(() => lab.close());

test.each(Array.from({ length: rounds }, (_, round) => seed + round))(
  'random trees and policies: what is declared is answered so, and all else as before (seed %i)',
  async (one) => {
    const all = await grown(one);
    const before = await answers(all);
    const files = bytes();

    await lab.kapa(['init', '--force', '--out', '/tmp/found'], { timeout: 180 });
    const found = await lab.kapa(['plan', '/tmp/found', '--detailed-exitcode'], { timeout: 180 });
    expect(found.status, `plan of init: ${found.stdout}${found.stderr}`).toBe(0);

    await declare(all);
    const applied = await lab.kapa(['apply', '/etc/kapa/random.yaml', '--yes', '--json'], { timeout: 180 });
    expect(applied.status, applied.stdout + applied.stderr).toBe(0);
    const told = toldIn(applied.stdout);
    const after = await answers(all);
    const wrong = all.flatMap((tree) => judged(tree, { before, after, told }));
    expect(wrong).toEqual([]);
    expect(told.size).toBeLessThan(all.length);

    if (!isLong) return;
    const again = await lab.kapa(['plan', '/etc/kapa/random.yaml', '--detailed-exitcode'], { timeout: 180 });
    expect(again.status, again.stdout + again.stderr).toBe(0);
    await restored(files, /"transaction": ?"([^"]+)"/u.exec(applied.stdout)?.[1] ?? '');
  },
  600_000,
);

async function grown(one: number): Promise<readonly RandomTree[]> {
  const dice = diceOf(one);
  const all = Array.from({ length: trees }, (_, number) => randomTree(number, dice));
  // Mounts of the server itself come before those of every host.
  const ofServer = dice.chance(0.4) ? 'ProxyPass /static/ http://127.0.0.1:3001/t999m1/\n' : '';
  lab.put('/etc/apache2/conf-enabled/b-random.conf', ofServer);
  await lab.sh('rm -rf /etc/apache2/sites-enabled/* /etc/apache2/random; mkdir /etc/apache2/random');
  for (const { files } of all)
    for (const [path, text] of Object.entries(files)) lab.put(`/etc/apache2/${path}`, text);
  await lab.sh('cd /etc/apache2/sites-enabled; for one in ../sites-available/t*.conf; do ln -s $one; done');
  await reload();
  return all;
}

/** The new generation serves when it lists none of the old one's workers. */
async function reload(): Promise<void> {
  await lab.sh('apache2ctl configtest; apache2ctl graceful; sleep 1');
}

async function declare(all: readonly RandomTree[]): Promise<void> {
  const resources = all.flatMap((tree) => tree.resources);
  lab.put('/etc/kapa/random.yaml', JSON.stringify({ policy: 'random', resources }));
}

type Answers = ReadonlyMap<string, string>;

async function answers(all: readonly RandomTree[]): Promise<Answers> {
  const hosts = all.flatMap((tree) => tree.hosts);
  lab.put('/tmp/asked.json', JSON.stringify({ hosts, asked }));
  const ended = await lab.run([process.execPath, '/tmp/ask.cjs', '/tmp/asked.json'], { timeout: 120 });
  const found = JSON.parse(ended.stdout) as readonly (readonly string[])[];
  return new Map(
    hosts.flatMap(({ name }, at) =>
      asked.map((path, index) => [`${name}${path}`, found[at]?.[index] ?? ''] as const),
    ),
  );
}

/** Names of hosts of which kapa tells that something takes requests before a mount. */
function toldIn(json: string): ReadonlySet<string> {
  const plan = JSON.parse(json) as {
    readonly resources: readonly { readonly name: string; readonly notes: readonly string[] }[];
  };
  return new Set(plan.resources.filter(({ notes }) => notes.length > 0).map(({ name }) => name));
}

interface Seen {
  readonly before: Answers;
  readonly after: Answers;
  readonly told: ReadonlySet<string>;
}

/** What is answered otherwise than it should be, with the tree that shows it. */
function judged(tree: RandomTree, { before, after, told }: Seen): readonly string[] {
  const text = Object.entries(tree.files)
    .map(([path, one]) => `# ${path}\n${one}`)
    .join('\n');
  const wrong = tree.hosts.flatMap(({ name }) =>
    asked.flatMap((path) => {
      const was = before.get(`${name}${path}`) ?? '';
      const is = after.get(`${name}${path}`) ?? '';
      const right = rightAnswers(path, was, tree.declared.get(name) ?? [], {
        tree: text,
        told: told.has(name),
      });
      return right(is) ? [] : [`${name}${path}: was ${was}, is ${is}`];
    }),
  );
  return wrong.length === 0
    ? []
    : [
        `${wrong.join('\n')}\n${JSON.stringify([...tree.declared], null, 1)}\n${JSON.stringify(tree.resources)}\n${text}`,
      ];
}

/** Test of an answer: by the longest mount declared for a path, or as before. */
function rightAnswers(
  path: string,
  was: string,
  declared: readonly RandomMount[],
  { tree, told }: { readonly tree: string; readonly told: boolean },
): (is: string) => boolean {
  const over = declared
    .filter((mount) => answersFor(mount.path, path))
    .toSorted((a, b) => b.path.length - a.path.length);
  const gone = over.filter(({ state }) => state === 'absent');
  const present = over.find(({ state }) => state !== 'absent');
  const line = lineOf(was, tree);
  const isSpared =
    present !== undefined &&
    was === '404' &&
    exclusions(tree).some((one) => one.length > present.path.length && answersFor(one, path));
  // What stood there for a longer path, or by an expression, stays unless it is declared itself.
  const isOwn = line?.path !== undefined && declared.some((mount) => mount.path === line.path);
  if (present === undefined) {
    if (gone.length === 0) return (is) => is === was;
    return (is) => is === was || isOwn;
  }
  const wanted = tokenOf(present);
  const keeps =
    line !== undefined && !isOwn && (line.path === undefined || line.path.length > present.path.length);
  const others = told ? over.map(tokenOf) : [];
  return (is) => is === wanted || ((keeps || told || isSpared) && is === was) || others.includes(is);
}

function tokenOf({ url = '' }: RandomMount): string {
  return /\/(t\d+m\d+)/u.exec(url)?.[1] ?? '';
}

/** The mount that an answer came from; a path of undefined: an expression, or none at all. */
function lineOf(answer: string, tree: string): { readonly path: string | undefined } | undefined {
  if (!answer.startsWith('t')) return undefined;
  const at = tree.search(new RegExp(`${answer}(?!\\d)`, 'u'));
  const start = tree.lastIndexOf('\n', tree.slice(0, at).replace(/\\\n\s*\S*$/u, '').length - 1);
  const plain = /^\s*(?:proxypass|use mount)\s+"?(\/[^\s"]*)"?\s/iu.exec(tree.slice(start + 1, at));
  const location = /<Location (\S+)>\s*ProxyPass \S*$/u.exec(tree.slice(0, at));
  return { path: plain?.[1] ?? location?.[1] };
}

/** Paths of a tree that are left to Apache. */
function exclusions(tree: string): readonly string[] {
  return [...tree.matchAll(/ProxyPass (\S+) !/gu)].map(([, path = '']) => path);
}

function answersFor(path: string, wanted: string): boolean {
  return wanted === path || wanted.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function bytes(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(snapshot(lab, '/etc/apache2')).filter(([path]) => !path.includes('.backup_')),
  );
}

async function restored(files: Readonly<Record<string, string>>, id: string): Promise<void> {
  const ended = await lab.kapa(['restore', id, '--yes'], { timeout: 180 });
  expect(ended.status, ended.stdout + ended.stderr).toBe(0);
  expect(bytes()).toEqual(files);
}
