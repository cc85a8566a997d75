import type { Reader, ServiceState } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';

/**
 * State of a service as whoever manages it says: systemd where that runs, else its script in /etc/init.d.
 * Absent: neither knows it.
 */
export async function readServiceState(name: string, reader: Reader): Promise<Reading<ServiceState>> {
  const systemd = await reader.stat('/run/systemd/system');
  return systemd.state === 'present' ? askSystemd(name, reader) : askScript(name, reader);
}

async function askSystemd(name: string, reader: Reader): Promise<Reading<ServiceState>> {
  const unit = /\.[a-z]+$/u.test(name) ? name : `${name}.service`;
  const result = await reader.query([
    'systemctl',
    'show',
    '--property=LoadState,ActiveState,UnitFileState',
    '--',
    unit,
  ]);
  if (result.status !== 0) return unreadable(t('host.service_unknown', { name, reason: whyNot(result) }));
  const said = new Map(
    new TextDecoder()
      .decode(result.stdout)
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  if (said.get('LoadState') === 'not-found') return absent;
  const active = said.get('ActiveState') ?? '';
  const file = said.get('UnitFileState') ?? '';
  return present({
    running: active === '' ? undefined : ['active', 'reloading', 'activating'].includes(active),
    enabled:
      file === '' ? undefined : file.startsWith('enabled') || ['static', 'alias', 'generated'].includes(file),
  });
}

async function askScript(name: string, reader: Reader): Promise<Reading<ServiceState>> {
  const script = `/etc/init.d/${name}`;
  const there = await reader.stat(script);
  if (there.state !== 'present') return there;
  const result = await reader.query([script, 'status']);
  // By the Linux Standard Base: 0 it runs, 1 to 3 it does not, 4 it cannot be told.
  const running = result.status === 0 ? true : [1, 2, 3].includes(result.status ?? 4) ? false : undefined;
  const links = await reader.list('/etc/rc2.d');
  const enabled =
    links.state === 'present'
      ? links.value.some((link) => /^S\d\d/u.test(link) && link.slice(3) === name)
      : undefined;
  return present({ running, enabled });
}

function whyNot({ stderr, failed }: { readonly stderr: Uint8Array; readonly failed?: string }): string {
  return new TextDecoder().decode(stderr).trim() || (failed ?? '');
}
