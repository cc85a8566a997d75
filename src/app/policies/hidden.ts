import type { PolicySet } from '../../core/policy.ts';
import { Secret } from '../../core/secret.ts';
import { isSwitch, pathTo, secretsIn, textsIn, type PolicyDocument } from '../../policy/index.ts';
import type { Mask } from '../../report/mask.ts';
import { secretContent } from './secret-content.ts';

/** Makes known to a mask what the documents of a policy file declare as secret, before anything is found wrong in them. */
export function hideWritten(value: unknown, mask: Mask): void {
  hideDeclared(value, mask, { inSecret: false, inVars: false });
  for (const { text } of secretsIn(value)) mask.addToLines(new Secret(Buffer.from(text)));
}

/** Makes known to a mask what policies come to: contents of secret files, and addresses that let anybody write. */
export function hideResolved({ resources, settings, vars }: PolicySet, mask: Mask): void {
  for (const [name, value] of Object.entries(vars)) hideWholes(name, value, mask);
  // A program that is run over a secret may print it: what leaves kapa is searched for it.
  for (const { spec } of resources) {
    const content = secretContent(spec);
    if (content !== undefined) mask.add(new Secret(content));
  }
  for (const channel of settings.notify.channels) hideChannel(channel, mask);
  if (settings.heartbeat !== undefined) hideAddress(settings.heartbeat.url, mask);
}

/** Shorter lines of a value hold no more of it than its quotes. */
const shortestLine = 4;

/** Makes known to a mask how secrets that it knows are written, where YAML's spelling is not the value itself. */
export function hideSpelled({ value, written }: PolicyDocument, mask: Mask): void {
  for (const { text, spot } of textsIn(value)) {
    if (!mask.knows(text)) continue;
    const own = new Set(text.split('\n').map((line) => line.trim()));
    for (const line of written(pathTo(spot)).split('\n'))
      if (line.trim().length >= shortestLine && !own.has(line.trim()))
        mask.addToLines(new Secret(Buffer.from(line)));
  }
}

/** Mappings and lists with text in them, as they stand in a text that a policy puts them into. */
function hideWholes(name: string, value: unknown, mask: Mask): void {
  if (typeof value !== 'object' || value === null) return;
  const parts = Object.entries(value);
  if (parts.some(([, part]) => typeof part !== 'number' && typeof part !== 'boolean'))
    mask.addWhole(name, JSON.stringify(value));
  if (Array.isArray(value) && value.length > 1) mask.addWhole(name, value.join(','));
  for (const [key, part] of parts) hideWholes(`${name}.${key}`, part, mask);
}

/** Surroundings of a value: a secret, or variables, whose names are the operator's own. */
interface Around {
  readonly inSecret: boolean;
  readonly inVars: boolean;
}

/**
 * Hides what stands beside a `secret` that is not `false`, whatever was meant by it, and addresses of
 * webhooks.
 */
function hideDeclared(value: unknown, mask: Mask, { inSecret, inVars }: Around): void {
  if (typeof value === 'string' || typeof value === 'number') {
    if (inSecret) mask.add(new Secret(Buffer.from(String(value))));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  hideChannel(value, mask);
  const declared = 'secret' in value && (inVars ? value.secret === true : value.secret !== false);
  for (const [key, part] of Object.entries(value)) {
    if (declared && !inSecret && (plainKeys.has(key) || (key === 'secret' && isSwitch(String(part)))))
      continue;
    hideDeclared(part, mask, {
      inSecret: inSecret || declared,
      inVars: inVars || key === 'vars' || key === 'with',
    });
  }
}

/** Parts of a policy whose address, or token, lets anybody write. */
const keyed = ['webhook', 'ntfy', 'telegram', 'heartbeat'] as const;

/** Hides what in a channel, or beside a heartbeat, lets anybody write there. */
function hideChannel(value: object, mask: Mask): void {
  for (const kind of keyed) {
    const one = (value as Readonly<Record<string, unknown>>)[kind];
    if (typeof one !== 'object' || one === null) continue;
    const { url, token } = one as { readonly url?: unknown; readonly token?: unknown };
    if (typeof url === 'string') hideAddress(url, mask, kind === 'ntfy' ? shortestTopic : shortestKey);
    if (typeof token === 'string' && !token.includes('{{')) mask.add(new Secret(Buffer.from(token)));
  }
}

/** Keys of a secret file that tell nothing of what is in it. */
const plainKeys: ReadonlySet<string> = new Set([
  'path',
  'template',
  'source',
  'mode',
  'owner',
  'group',
  'state',
  'validate',
]);

/** Shorter parts of a webhook's path, `services` or `webhooks`, name what it is; longer ones are its key. */
const shortestKey = 9;

/** A topic of ntfy is its own key, however short. */
const shortestTopic = 4;

/** Hides the address of a webhook, and what in it lets anybody write there. */
function hideAddress(url: string, mask: Mask, shortest = shortestKey): void {
  if (!url.includes('://') || url.includes('{{')) return;
  const [, behind = ''] = /^[^:]+:\/\/[^/?#]*(.*)$/su.exec(url) ?? [];
  if (behind.length >= shortest) for (const part of [url, behind]) mask.add(new Secret(Buffer.from(part)));
  for (const part of behind.split(/[/?&=#]/u))
    if (part.length >= shortest) mask.add(new Secret(Buffer.from(part)));
}
