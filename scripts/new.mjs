// npm run new:resource | new:probe | new:remedy PACK/NAME: a type that works, and its test, to be changed into what you need.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, posix, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parseAst } from 'rolldown/parseAst';

const project = resolve(import.meta.dirname, '..');
const [kind, given = ''] = process.argv.slice(2);
const folders = { resource: 'resources', probe: 'probes', remedy: 'remedies' };
const [, pack, name] = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\/([a-z][a-z0-9]*(?:_[a-z0-9]+)*)$/.exec(given) ?? [];
if (!Object.hasOwn(folders, kind) || pack === undefined) {
  console.error(
    `usage: npm run new:${kind ?? 'probe'} PACK/NAME   (for example redis/redis_memory; NAME is the key in policies)`,
  );
  process.exit(64);
}

const isNewPack = !existsSync(resolve(project, `src/packs/${pack}/pack.ts`));
const file = name.replaceAll('_', '-');
const place = `packs/${pack}/${folders[kind]}/${file}`;
const source = `src/${place}.ts`;
const test = `test/${place}.test.ts`;
for (const taken of [source, test])
  if (existsSync(resolve(project, taken))) {
    console.error(`${taken} is there already`);
    process.exit(1);
  }

// A type may bear its pack's name.
const variable = camel(name) === camel(pack) ? `${camel(name)}${capital(kind)}` : camel(name);
const words = {
  pack,
  packVariable: `${camel(pack)}Pack`,
  messagesVariable: `${camel(pack)}Messages`,
  Pack: capital(pack),
  type: name,
  variable,
  Type: capital(variable),
  core: to(source, 'src/core'),
  root: to(test, '.'),
  source: to(test, source),
  support: to(test, 'test/packs'),
};
const written = [source, test];
await write(source, scaffold(`${kind}.txt`));
await write(test, scaffold(`${kind}.test.txt`));
if (isNewPack) await addPack();
if (kind === 'remedy') await addMessage();
await addToPack();
console.log(written.join('\n'));

async function addPack() {
  await write(`src/packs/${pack}/pack.ts`, scaffold('pack.txt'));
  const index = 'src/packs/index.ts';
  await edit(index, (text, ast) => {
    const list = declared(ast, 'packs');
    return [
      importAfter(ast, `import { ${words.packVariable} } from './${pack}/pack.ts';`),
      // The last pack takes what no other knows.
      { at: list.elements.at(-1).start, insert: `${words.packVariable}, ` },
    ];
  });
  written.push(`src/packs/${pack}/pack.ts`, index);
}

async function addToPack() {
  const target = `src/packs/${pack}/pack.ts`;
  await edit(target, (text, ast) => {
    const object = declared(ast, words.packVariable);
    const list = object.properties.find(({ key }) => key.name === folders[kind]);
    const at = list?.value.elements.at(-1)?.end ?? object.properties.at(-1).end;
    const insert = list === undefined ? `,\n  ${folders[kind]}: [${variable}]` : `, ${variable}`;
    return [importAfter(ast, `import { ${variable} } from './${folders[kind]}/${file}.ts';`), { at, insert }];
  });
  if (!written.includes(target)) written.push(target);
}

/** The sentence that the remedy says, where the pack has none of its own yet. */
async function addMessage() {
  const target = `src/packs/${pack}/messages.ts`;
  if (existsSync(resolve(project, target))) {
    const [line] = /'[a-z-]+\.reloaded'.*?\}\),\n/s.exec(scaffold('messages.txt'));
    await edit(target, (text, ast) => [
      { at: declared(ast, words.messagesVariable).properties.at(-1).end + 1, insert: `\n  ${line}` },
    ]);
  } else {
    await write(target, scaffold('messages.txt'));
    const index = 'src/core/messages/index.ts';
    await edit(index, (text, ast) => [
      importAfter(ast, `import { ${words.messagesVariable} } from '../../packs/${pack}/messages.ts';`),
      { at: declared(ast, 'catalogues').elements.at(-1).end, insert: `,\n  ${words.messagesVariable}` },
    ]);
    written.push(index);
  }
  written.push(target);
}

function importAfter(ast, line) {
  const last = ast.body.findLast(({ type }) => type === 'ImportDeclaration');
  return { at: last.end, insert: `\n${line}` };
}

/** Value of a constant of a file. */
function declared(ast, constant) {
  for (const node of ast.body) {
    const declaration = node.declaration ?? node;
    if (declaration.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      let value = init;
      while (value.expression !== undefined) value = value.expression;
      if (id.name === constant) return value;
    }
  }
  throw new Error(`no ${constant}`);
}

async function edit(target, changes) {
  let text = readFileSync(resolve(project, target), 'utf8');
  for (const { at, insert } of changes(text, parseAst(text, { lang: 'ts' })).sort((a, b) => b.at - a.at))
    text = text.slice(0, at) + insert + text.slice(at);
  await write(target, text);
}

async function write(target, text) {
  const path = resolve(project, target);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

function scaffold(template) {
  const text = readFileSync(resolve(import.meta.dirname, 'scaffold', template), 'utf8');
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, word) => words[word]);
}

function to(from, target) {
  const relative = posix.relative(posix.dirname(from), target);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function camel(text) {
  return text.replaceAll(/[-_](.)/g, (_, letter) => letter.toUpperCase());
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
