/** The content that a resource declares as `secret: true`; undefined where it declares none. */
export function secretContent(spec: unknown): Uint8Array | undefined {
  if (typeof spec !== 'object' || spec === null || !('secret' in spec && 'content' in spec)) return undefined;
  const { secret, content } = spec;
  if (secret !== true) return undefined;
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? content : undefined;
}
