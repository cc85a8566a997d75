import type { PlannedEffect, PlannedFile } from '../../core/plan.ts';
import { reveal, Secret, type Content } from '../../core/secret.ts';
import type { StateStore } from '../../core/state-store.ts';
import type { PlannedStep } from '../contract.ts';
import type { SealedTrace } from '../state/manifest.ts';

/**
 * Digest of what a plan does: what is there before, the steps and the effects. Secret bytes go in sealed with the
 * state folder's key, so that the digest can be saved and shown.
 */
export function planDigest(
  store: StateStore,
  files: readonly PlannedFile[],
  steps: readonly { readonly resource: string; readonly step: PlannedStep }[],
  effects: readonly PlannedEffect[],
): string {
  const parts: unknown[] = [];
  for (const { path, before, secret } of files)
    parts.push([path, before === null ? null : bytesDigest(store, before, secret)]);
  for (const { step } of steps)
    parts.push(
      step.do === 'write' || step.do === 'crontab'
        ? { ...step, content: contentDigest(store, step.content) }
        : step,
    );
  for (const { service, effect } of effects) parts.push([service, effect]);
  return store.digest(JSON.stringify(parts));
}

/** Digest of content; of a Secret, the seal of it. */
export function contentDigest(store: StateStore, content: Content | null): string | null {
  if (content === null) return null;
  return bytesDigest(store, reveal(content), content instanceof Secret);
}

/** Digest of bytes; of secret ones, the seal. */
export function bytesDigest(store: StateStore, bytes: Uint8Array, secret: boolean): string {
  return secret ? store.seal(store.key(), bytes) : store.digest(bytes);
}

/** Tells whether a digest, or a seal, is that of these bytes. */
export function isDigestOf(store: StateStore, bytes: Uint8Array, digest: string | null | undefined): boolean {
  return digest === bytesDigest(store, bytes, false) || digest === bytesDigest(store, bytes, true);
}

/** Seal of a value made of JSON, bytes and Secrets: what was declared, which may hold a secret in its texts. */
export function valueSeal(store: StateStore, value: unknown): string {
  const text = JSON.stringify(
    value,
    function replace(this: Record<string, unknown>, key: string, plain: unknown) {
      // A Secret's toJSON has run before this is asked: look at the holder.
      const original = this[key];
      return original instanceof Secret || original instanceof Uint8Array
        ? contentDigest(store, original)
        : plain;
    },
  );
  return sealOf(store, text ?? 'undefined');
}

/** A trace as the manifest keeps it. */
export function sealTrace(store: StateStore, trace: string): SealedTrace {
  return [trace.length, sealOf(store, trace)];
}

/** Tells whether a kept trace is that of a text; one of another length costs no digest. */
export function isTraceOf(store: StateStore, [length, seal]: SealedTrace, trace: string): boolean {
  return length === trace.length && seal === sealOf(store, trace);
}

function sealOf(store: StateStore, text: string): string {
  return store.seal(store.key(), new TextEncoder().encode(text));
}
