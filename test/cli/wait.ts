/** Waits up to a minute until something holds; what `said` answers is told when it does not. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  said: () => string,
): Promise<void> {
  const begun = Date.now();
  while (!(await holds())) {
    if (Date.now() - begun > 180_000) throw new Error(`waited three minutes: ${what}\n${said()}`);
    await sleep(0.1);
  }
}

/** Does nothing for so many seconds. */
export function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, seconds * 1000));
}
