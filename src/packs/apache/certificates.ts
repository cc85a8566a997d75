import type { Diagnosis } from '../../core/diagnosis.ts';
import { plainPath } from '../../core/folders.ts';
import type { Certificate, Instruments } from '../../core/instruments.ts';
import { localTime } from '../../core/local-time.ts';
import { whyNot, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { hostOf, portOf } from './config/hosts.ts';
import { readConfiguration } from './config/loaded.ts';
import { directivesAt, sectionsAt } from './config/reading.ts';
import { namesOf } from './config/serving.ts';
import { debian } from './facts/layout.ts';

/** A site over TLS: the place where it is shown, and the certificates that it would show. */
interface TlsSite {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly files: readonly string[];
}

/** Sites that are asked. */
const most = 100;
/** Seconds for each of them. */
const patience = 5;

/** Sites for which a newer certificate stands on the disk than the one that Apache shows: nobody has reloaded it. */
export async function certificateDiagnoses(instruments: Instruments): Promise<readonly Diagnosis[]> {
  const sites = (await sitesOf(instruments)).slice(0, most);
  const found = await Promise.all(sites.map((site) => compare(site, instruments)));
  const told = found.flatMap((one) => (one === 'current' ? [] : [one]));
  const current = found.length - told.length;
  const ok: Diagnosis = {
    id: 'certificate',
    state: 'ok',
    finding: t('doctor.certificates', { count: current }),
  };
  return current === 0 ? told : [...told, ok];
}

async function sitesOf(instruments: Instruments): Promise<readonly TlsSite[]> {
  const loaded = await readConfiguration(instruments, debian);
  return [...sectionsAt(loaded?.items ?? [], 'VirtualHost')].flatMap((section) => {
    const files = [...directivesAt(section.items, 'SSLCertificateFile')].flatMap(({ args }) => args[0] ?? []);
    const [name] = namesOf(section);
    const [address = ''] = section.node.args;
    const port = Number(portOf(address));
    if (files.length === 0 || name === undefined || !Number.isInteger(port)) return [];
    const host = hostOf(address).replace(/^\[(.*)\]$/u, '$1');
    return [
      {
        name,
        host: /^(?:\*|_default_)$/u.test(host) ? '127.0.0.1' : host,
        port,
        files: files.map((file) => plainPath(file.startsWith('/') ? file : `${debian.root}/${file}`)),
      },
    ];
  });
}

async function compare(
  { name, host, port, files }: TlsSite,
  instruments: Instruments,
): Promise<Diagnosis | 'current'> {
  const id = 'certificate';
  const site = `${name}:${port}`;
  const shown = await instruments.certificate({ host, port, serverName: name, timeout: patience });
  if (shown.state !== 'present') return unknown(site, whyNot(shown, site));
  let newest: { readonly file: string; readonly validFrom: number } | undefined;
  for (const file of files) {
    const read: Reading<Certificate> = await instruments.certificate({ file });
    if (read.state !== 'present') return unknown(site, whyNot(read, file));
    const { validFrom, fingerprint } = read.value;
    if (fingerprint === shown.value.fingerprint) return 'current';
    if (validFrom > shown.value.validFrom && validFrom > (newest?.validFrom ?? 0))
      newest = { file, validFrom };
  }
  // Another one, no newer: a proxy before it, or a file that was put back, may be meant so.
  if (newest === undefined) return 'current';
  const told = {
    site,
    file: newest.file,
    of: localTime(newest.validFrom),
    shown: localTime(shown.value.validFrom),
  };
  return {
    id,
    state: 'ill',
    finding: t('doctor.certificate_old', told),
    cure: t('doctor.certificate_old_cure'),
  };

  function unknown(at: string, reason: Diagnosis['finding']): Diagnosis {
    return { id, state: 'unknown', finding: t('doctor.certificate_unknown', { site: at, reason }) };
  }
}
