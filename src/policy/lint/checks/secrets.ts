import type { Finding } from '../../../core/finding.ts';
import type { Path } from '../../../core/policy.ts';
import { t } from '../../../core/text.ts';
import { findingAt } from '../../../core/lint-check.ts';
import type { Check } from './subject.ts';
import { pathTo, textsIn } from './texts-in.ts';

/** KAPA050: what stands in a policy stands in its repository, its reviews and its backups. */
export const writtenSecret: Check<'warning'> = function* writtenSecret({ documents, values }) {
  for (const { value, locate } of [...documents, ...values])
    for (const { path, name } of secretsIn(value))
      yield {
        id: 'KAPA050',
        severity: 'warning',
        place: locate(path, 'value'),
        message: t('lint.written_secret', { name }),
        cure: t('lint.written_secret_cure'),
      } satisfies Finding;
};

/** KAPA051: a secret that its own mode gives away. */
export const readableSecret: Check<'warning'> = function* readableSecret({ set }) {
  for (const item of set.resources) {
    const { secret, mode } = item.spec as { readonly secret?: unknown; readonly mode?: unknown };
    if (secret !== true || typeof mode !== 'string' || (Number.parseInt(mode, 8) & 0o006) === 0) continue;
    yield findingAt(item, ['mode'], 'value', {
      id: 'KAPA051',
      severity: 'warning',
      message: t('lint.readable_secret', { mode }),
      cure: t('lint.readable_secret_cure'),
    });
  }
};

/** Keys whose values nobody else should read. */
const secretKey = /(?:^|[_-])(?:pass(?:word|wd|phrase)?|secret|token|api_?key|private_?key|credentials?)$/iu;

/** Values that are secrets whatever they are called. */
const secretValues: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/u, 'private key'],
  [/\bAKIA[0-9A-Z]{16}\b/u, 'AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/u, 'GitHub token'],
  [/hooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/u, 'Slack webhook'],
  [/[a-z0-9+.-]:\/\/[^\s/:@{]+:[^\s/@{]+@/iu, 'password in a URL'],
];

/** Names of files, and words that say whether there is such a thing: no secrets. */
const namesPlace =
  /^(?:\/|\.{1,2}\/|~\/)|^[\w.-]+\/[\w./-]+$|^[\w-]+\.(?:key|pem|crt|cer|p12|pfx|txt|json|ya?ml|env|conf)$|^(?:enabled|disabled|required|optional|none|auto|default)$/iu;

/** Any of them, in either case: most values are looked at once and not five times. */
const suspicious = new RegExp(secretValues.map(([{ source }]) => source).join('|'), 'iu');

/** Tells a text that people write for on or off, as in `secret: yes`. */
export function isSwitch(text: string): boolean {
  return /^(?:y|yes|n|no|on|off|true|false|[01])$/iu.test(text);
}

/** A secret, where it stands, and how it is called or looks like. */
interface WrittenSecret {
  readonly path: Path;
  readonly text: string;
  readonly name: string;
}

/** Values, or parts of one, that nobody else should read; `called` is the key of the value itself. */
export function secretsIn(value: unknown, called = ''): readonly WrittenSecret[] {
  return textsIn(value).flatMap(({ text, spot }) => {
    const name = secretName(text, String(spot?.key ?? called));
    return name === undefined ? [] : [{ path: pathTo(spot), text, name }];
  });
}

function secretName(value: string, key: string): string | undefined {
  if (suspicious.test(value))
    for (const [pattern, name] of secretValues) if (pattern.test(value)) return name;
  if (value === '' || !secretKey.test(key) || value.includes('{{') || namesPlace.test(value))
    return undefined;
  return key === 'secret' && isSwitch(value) ? undefined : key;
}
