import type { Reader } from '../../../core/reader.ts';
import type { Layout } from './layout.ts';

/** Content of Debian's envvars for Apache. */
export interface Envvars {
  /** Variables, each with its value. */
  readonly values: ReadonlyMap<string, string>;
  /** False: the file holds shell that only a shell understands, so the values may not be all. */
  readonly plain: boolean;
}

/**
 * Reads the variables that a layout's program is started with, without a shell: assignments, `unset`, comments, and
 * Debian's own block that sets SUFFIX. A missing file yields nothing.
 */
export async function readEnvvars(
  reader: Reader,
  { root, variables }: Pick<Layout, 'root' | 'variables'>,
): Promise<Envvars> {
  const file = await reader.read(variables);
  if (file.state === 'absent') return { values: new Map(), plain: true };
  if (file.state === 'unreadable') return { values: new Map(), plain: false };
  return parseEnvvars(new TextDecoder().decode(file.value), root);
}

/** Reads the text of an envvars file; see readEnvvars. */
export function parseEnvvars(text: string, confdir: string): Envvars {
  const instance = /^\/etc\/apache2-(.+)$/u.exec(confdir)?.[1];
  const values = new Map([['SUFFIX', instance === undefined ? '' : `-${instance}`]]);
  let plain = true;
  for (const raw of text.replace(suffixBlock, '').split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || /^export\s+\w+$/u.test(line)) continue;
    const unset = /^unset\s+(\w+)$/u.exec(line)?.[1];
    if (unset !== undefined) {
      values.delete(unset);
      continue;
    }
    const [, name, word] = /^(?:export\s+)?(\w+)=(.*)$/u.exec(line) ?? [];
    const value = word === undefined ? undefined : valueOf(word, values);
    if (name === undefined || value === undefined) plain = false;
    else values.set(name, value);
  }
  values.delete('SUFFIX');
  return { values, plain };
}

const suffixBlock = /^if \[ "\$\{APACHE_CONFDIR##[^\n]*\n\s*SUFFIX=[^\n]*\nelse\n\s*SUFFIX=\s*\nfi$/mu;

/** A word of shell as its value; undefined when it takes a shell to know. */
function valueOf(word: string, values: ReadonlyMap<string, string>): string | undefined {
  const [, single, double, bare] =
    /^(?:'([^']*)'|"([^"\\`]*)"|([^\s"'`\\;&|<>()*?[\]~#]*))(?:\s+#.*)?$/u.exec(word) ?? [];
  if (single !== undefined) return single;
  const text = double ?? bare;
  if (text === undefined || /\$(?!\w|\{\w+\})/u.test(text)) return undefined;
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/gu, (_, braced?: string, plain?: string) => {
    return values.get(braced ?? plain ?? '') ?? '';
  });
}

/** Words that the program is started with: Debian's and Red Hat's file have each a variable of its own for them. */
export function argumentsIn({ values }: Envvars, { isDebian }: Pick<Layout, 'isDebian'>): readonly string[] {
  const text = values.get(isDebian ? 'APACHE_ARGUMENTS' : 'OPTIONS') ?? '';
  return text.split(/\s+/u).filter((word) => word !== '');
}
