// npm run new:resource NAME: a resource type that works, and its test, to be changed into what you need.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const project = resolve(import.meta.dirname, '..');
const [name = ''] = process.argv.slice(2);
if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) {
  console.error('usage: npm run new:resource NAME   (lower case words joined by _, for example nginx_site)');
  process.exit(64);
}
const variable = name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());
const type = variable.charAt(0).toUpperCase() + variable.slice(1);
const source = resolve(project, `src/resources/${name}.ts`);
const test = resolve(project, `test/resources/${name}.test.ts`);
for (const file of [source, test])
  if (existsSync(file)) {
    console.error(`${file} is there already`);
    process.exit(1);
  }

writeFileSync(
  source,
  `import { Failure } from '../core/failure.ts';
import { converged, type ResourceType } from '../core/resource.ts';

/** What a policy declares. */
export interface ${type}Spec {
  readonly path: string;
  readonly text: string;
}

/** How it stands on the host; undefined: it is not there. */
export interface ${type}State {
  readonly text: string | undefined;
}

/** \`${name}\`: one line of text in a file. */
export const ${variable}: ResourceType<${type}Spec, ${type}State> = {
  type: '${name}',
  summary: 'One line of text in a file.',
  example: \`- name: A note
  ${name}: { path: /etc/note, text: hello }
\`,
  schema: {
    type: 'object',
    required: ['path', 'text'],
    additionalProperties: false,
    properties: {
      path: { type: 'string', pattern: '^/', description: 'Absolute path.', examples: ['/etc/note'] },
      text: { type: 'string', description: 'The line.', examples: ['hello'] },
    },
  },
  owns: ({ path }) => [\`file:\${path}\`],
  async observe({ path }, host) {
    const bytes = await host.read(path);
    if (bytes.state === 'unreadable') throw new Failure(bytes.reason);
    return { text: bytes.state === 'absent' ? undefined : new TextDecoder().decode(bytes.value).trimEnd() };
  },
  diff({ path, text }, state) {
    if (state.text === text) return converged;
    return {
      action: state.text === undefined ? 'create' : 'update',
      fields: [{ field: 'text', from: state.text ?? null, to: text }],
      steps: [{ do: 'write', path, content: new TextEncoder().encode(\`\${text}\\n\`) }],
    };
  },
};
`,
);
writeFileSync(
  test,
  `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ${variable} } from '../../src/resources/${name}.ts';
import { temporary, type Temporary } from './temporary.ts';

let host: Temporary;
beforeEach(() => {
  host = temporary();
});
afterEach(() => host.remove());

test('the line is written, and a second time nothing', async () => {
  host.put('/etc/keep', '');
  const spec = { path: '/etc/note', text: 'hello' };
  expect(await host.apply(${variable}, spec)).toMatchObject({ action: 'create' });
  expect(readFileSync(join(host.root, 'etc/note'), 'utf8')).toBe('hello\\n');
  expect(await host.plan(${variable}, spec)).toMatchObject({ action: 'none' });
});
`,
);
register();
console.log(`src/resources/${name}.ts\ntest/resources/${name}.test.ts\nsrc/packs/resources.ts`);

/** Puts the type into the registry, which is sorted by name. */
function register() {
  const file = resolve(project, 'src/packs/resources.ts');
  const lines = readFileSync(file, 'utf8').split('\n');
  insert(
    lines,
    `import { ${variable} } from './${name}.ts';`,
    /^import \{ .* \} from '\.\/(.*)\.ts';$/,
    name,
  );
  insert(lines, `  ${variable},`, /^ {2}(\w+),$/, variable);
  writeFileSync(file, lines.join('\n'));
}

function insert(lines, line, pattern, key) {
  const places = lines.flatMap((text, index) => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ index, key: found[1] }];
  });
  const after = places.find((place) => place.key > key);
  lines.splice(after?.index ?? (places.at(-1)?.index ?? lines.length - 1) + 1, 0, line);
}
