import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainCommand } from '../../src/cli/commands/explain.ts';
import spanishReference from '../../src/core/messages/reference-es.json' with { type: 'json' };
import { commands } from '../../src/cli/commands.ts';
import { explainedParts, explainedTypes } from '../../src/cli/generate/explained.ts';
import { kapa, type Ran } from './program.ts';
import { keptContext } from './surroundings.ts';

// No screen of a host whose policies say `locale: es` shows an English sentence, whatever the environment speaks.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-es-'));
  writeFileSync(
    join(folder, 'p.yaml'),
    `policy: p
group: p
log: { file: ${folder}/registro, locale: es }
settings: { locale: es, state_dir: ${folder}/estado }
resources:
  - { name: Saludo, file: { path: ${folder}/motd, content: "hola\\n" } }
probes:
  mal: { file_age: { path: ${folder}/mal } }
  disco: { disk: { path: / } }
rules:
  - { name: Nothing is ill, names: { es: Nada anda mal }, when: mal.size > 1KiB, do: [{ run: { argv: [/bin/true] } }], verify: { within: 1s }, cooldown: 1s, limit: { times: 1, within: 1h } }
  - { name: Disco con espacio, when: disco.used >= 100% }
`,
  );
  writeFileSync(join(folder, 'mala.yaml'), 'policy: m\nresources:\n  - name: x\n    fil: { path: /etc/f }\n');
  writeFileSync(join(folder, 'mal'), 'x'.repeat(1536));
  for (const [path, text] of Object.entries({
    'var/spool/cron/crontabs/root': 'A=1\n0 3 31 2 * nunca\n0 3 * * * tarea\nA=2\n',
    'etc/cron.d/copia': '0 3 * * * fulano tarea\n',
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
    'etc/logrotate.d/propio': '/var/log/propio.log {\n daily\n}\n',
  })) {
    mkdirSync(dirname(join(folder, 'raiz', path)), { recursive: true });
    writeFileSync(join(folder, 'raiz', path), text);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Words that no Spanish sentence has. What stands in the policy language, as a field or a type, is no sentence. */
const english =
  /\b(?:the|is|are|was|were|has|have|been|and|with|without|which|until|since|not|none|nothing|every|each|this|that|there|these|its|from|after|before|by|when|where|what|how|you|your|left|aside|changed|changes|checked|host|default|required|one of|remedies|samples|helped|needs|told)\b/iu;

/** Lines of a screen that hold an English word, but for names of kapa's own language and of the host. */
function englishIn({ out, err }: Pick<Ran, 'out' | 'err'>): string[] {
  return `${out}${err}`
    .split('\n')
    .map((line) =>
      line
        .replaceAll(folder, '')
        .replaceAll(/`[^`]*`|"[^"]*"|kapa [a-z]+|--[\w-]+|\b\w+(?:_\w+)+\b|\S*\/\S*|\b\w+\.\w+\b/gu, ' ')
        // Fields of probes, with their values.
        .replace(/^ {2}· .*$/u, ''),
    )
    .filter((line) => english.test(line));
}

const policies = (): string => join(folder, 'p.yaml');

test('no screen of policies with locale: es shows an English sentence', () => {
  const file = policies();
  const screens: readonly (readonly string[])[] = [
    ['lint', file],
    ['plan', file],
    ['plan', file, '--out', join(folder, 'plan')],
    ['apply', file],
    ['apply', '--yes', '--reason', 'prueba', file],
    ['check', file],
    ['check', file],
    ['check', '--format', 'nagios', file],
    ['status', file],
    ['ack', 'Nada anda mal', '--reason', 'lo veo yo', file],
    ['silence', 'Nada anda mal', '--for', '1h', '--reason', 'obra', file],
    ['silence', 'Nada anda mal', file],
    ['silence', 'Nada', '--for', '1h', '--reason', 'obra', file],
    ['status', file],
    ['doctor', file],
    ['clear', 'Nada anda mal', file],
    ['pause', '--for', '5m', '--reason', 'despliegue', file],
    ['status', file],
    ['resume', file],
    ['resume', file],
    ['history', file],
    ['history', '--kind', 'remedy', file],
    ['replay', file],
    ['reset', file],
    ['report', '--format', 'md', file],
    ['snapshot', '--out', join(folder, 'foto.tar'), file],
    ['apply', '--yes', '--target', 'Nada', file],
  ];
  const shown = screens.flatMap((words) => {
    const lines = englishIn(kapa(words));
    return lines.length === 0 ? [] : [`${words.slice(0, -1).join(' ')}: ${lines.join(' / ')}`];
  });
  expect(shown).toEqual([]);
});

test('no screen without policies is English in a Spanish environment', () => {
  const spanish = { env: { LANG: 'es_CO.UTF-8' } };
  const state = ['--state-dir', join(folder, 'estado')];
  const screens: readonly (readonly string[])[] = [
    ['backups', ...state],
    ['recover', ...state],
    ['restore', '/no/existe', ...state],
    ['lint', join(folder, 'mala.yaml')],
    ['plan', '/no/existe'],
    ['init', '--root', join(folder, 'raiz'), '--out', join(folder, 'hallado')],
    ['init', '--root', join(folder, 'raiz'), '--out', join(folder, 'hallado')],
    ['watch', join(folder, 'mala.yaml')],
    ['report', '/no/existe'],
    ['restore', '--yes', join(folder, 'motd'), ...state],
    ['explain', 'nada'],
    ['show', join(folder, 'p.yaml')],
    ['show', join(folder, 'plan')],
    ['nada'],
    ['--help'],
    ...commands.map(({ name }) => [name, '--help']),
  ];
  const shown = screens.flatMap((words) => {
    const ran = kapa(words, spanish);
    const lines = englishIn({ ...ran, out: ran.out.replace(/^ {2}kapa .*$/gmu, '') });
    return lines.length === 0 ? [] : [`${words.join(' ')}: ${lines.join(' / ')}`];
  });
  expect(shown).toEqual([]);
});

test('what types, keys and fields say of themselves is there in Spanish', () => {
  const said = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(said);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, one]) =>
      (key === 'description' || key === 'summary') && typeof one === 'string' ? [one] : said(one),
    );
  };
  const texts = [...explainedParts(), ...explainedTypes()].flatMap(said);
  expect(texts.length).toBeGreaterThan(300);
  const missing = [...new Set(texts)].filter((text) => !Object.hasOwn(spanishReference, text));
  expect(missing, 'add them to src/core/messages/reference-es.json').toEqual([]);
  const stale = Object.keys(spanishReference).filter((text) => !texts.includes(text));
  expect(stale, 'take them out of src/core/messages/reference-es.json').toEqual([]);
});

test('kapa explain speaks Spanish', async () => {
  const kept = keptContext({}, 'es');
  await explainCommand(['http'], {}, kept.context);
  expect(kept.out().replaceAll(/\s+/gu, ' ')).toMatch(
    /Si una página responde como debe.*Claves:.*texto\. .*Campos:.*ok sí o no\. La respuesta llegó a tiempo/u,
  );
});

test('numbers have a decimal comma, and a state says what it means', () => {
  kapa(['check', policies()]);
  const { out } = kapa(['check', policies()]);
  expect(out).toContain('1,5 KiB (> 1 KiB)');
  expect(out).not.toMatch(/\d\.\d+ ?[GMK]iB/u);
  expect(out).toMatch(/Nada anda mal +sin más intentos/u);
});
