import type { Reader } from './reader.ts';

/** Tells, by dpkg's own list, which configuration files a package brought. */
export async function packagedFiles(host: Reader): Promise<(path: string) => boolean> {
  const status = await host.read('/var/lib/dpkg/status');
  const text = status.state === 'present' ? new TextDecoder('latin1').decode(status.value) : '';
  return (path) => text.includes(`\n ${path} `);
}
