// What comes from src/rooms.json: the linter's rules, and the table of docs/architecture.md.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const project = resolve(import.meta.dirname, '..');
const rooms = JSON.parse(readFileSync(resolve(project, 'src/rooms.json'), 'utf8'));
const deepest = 4;

/** The linter's configuration with the rules of each room; relative imports are told by how far they climb. */
export function lintConfiguration(text) {
  const { overrides, ...configuration } = JSON.parse(text);
  const others = overrides.filter(({ files }) => !files[0].startsWith('src/'));
  const ours = Object.entries(rooms).flatMap(([room, { may, node }]) => {
    const closed = Object.keys(rooms).filter((other) => other !== room && !may.includes(other));
    const climbs = Array.from({ length: deepest }, (_, index) => index + 1);
    return climbs.map((climb) => ({
      files: [`src/${room}/${'*/'.repeat(climb - 1)}*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: patterns(room, climb, closed, node) }] },
    }));
  });
  for (const [room, { gathers = {} }] of Object.entries(rooms))
    for (const file of Object.keys(gathers))
      ours.push({ files: [`src/${room}/${file}`], rules: { 'no-restricted-imports': 'off' } });
  return JSON.stringify({ ...configuration, overrides: [...others, ...ours] }, undefined, 2);
}

function patterns(room, climb, closed, node) {
  const allowed = rooms[room].may.join(', ');
  const found = [];
  if (closed.length > 0)
    found.push({
      regex: `^(?:\\.\\./){${climb}}(?:${closed.join('|')})/`,
      message: `${room} imports ${allowed === '' ? 'no other room' : `only ${allowed}`}; see docs/architecture.md`,
    });
  if (node !== 'all')
    found.push({
      group: ['node:*', ...node.map((name) => `!${name}`)],
      message: 'only host touches the machine; take it as an argument',
    });
  return found;
}

/** The page with its table of rooms as src/rooms.json has it. */
export function architecturePage(page) {
  const begin = '<!-- rooms -->';
  const end = '<!-- /rooms -->';
  const rows = Object.entries(rooms).map(
    ([room, { holds, may }]) => `| \`${room}\` | ${holds} | ${may.join(', ') || 'nothing'} |`,
  );
  const table = ['| folder in `src/` | holds | may import |', '| --- | --- | --- |', ...rows].join('\n');
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to === -1) throw new Error(`docs/architecture.md lacks ${begin} or ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`;
}
