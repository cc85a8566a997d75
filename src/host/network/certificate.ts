import type { X509Certificate } from 'node:crypto';
import type { Certificate, CertificateSource } from '../../core/instruments.ts';
import { readLimits } from '../../core/reader.ts';
import { present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage } from '../errno.ts';

/** A certificate out of a PEM file (the first in it), or as a server shows it; whether it is trusted is not asked. */
export async function readCertificate(
  source: CertificateSource,
  read: (path: string, most: number) => Promise<Reading<Uint8Array>>,
): Promise<Reading<Certificate>> {
  if (!('file' in source)) return fromServer(source);
  const bytes = await read(source.file, readLimits.certificate);
  return bytes.state === 'present' ? parse(bytes.value, source.file, source.serverName) : bytes;
}

async function fromServer(
  source: Exclude<CertificateSource, { file: string }>,
): Promise<Reading<Certificate>> {
  const [{ connect }, { isIP }] = await Promise.all([import('node:tls'), import('node:net')]);
  const { host, port, serverName, timeout } = source;
  const where = `${host}:${port}`;
  const name = serverName ?? host;
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      rejectUnauthorized: false,
      // Node would read all the roots it trusts, some 40 ms, and none is asked.
      ca: [],
      ...(isIP(name) === 0 ? { servername: name } : {}),
    });
    const timer = setTimeout(() => {
      end(unreadable(t('measure.no_certificate', { where, reason: 'timeout' })));
    }, timeout * 1000);
    const end = (reading: Reading<Certificate> | Promise<Reading<Certificate>>): void => {
      clearTimeout(timer);
      resolve(reading);
      socket.destroy();
    };
    socket.on('error', (error) => {
      end(unreadable(t('measure.no_certificate', { where, reason: codeOrMessage(error) })));
    });
    socket.on('secureConnect', () => {
      end(parse(socket.getPeerCertificate().raw, where, name));
    });
  });
}

async function parse(
  bytes: Uint8Array,
  where: string,
  name: string | undefined,
): Promise<Reading<Certificate>> {
  const [{ X509Certificate }, { isIP }] = await Promise.all([import('node:crypto'), import('node:net')]);
  try {
    const certificate = new X509Certificate(bytes);
    return present({
      subject: certificate.subject.split('\n').join(', '),
      ...(name === undefined ? {} : { matches: covers(certificate, name, isIP(name) !== 0) }),
      validFrom: Date.parse(certificate.validFrom),
      validTo: Date.parse(certificate.validTo),
      serial: certificate.serialNumber,
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    });
  } catch {
    return unreadable(t('measure.no_pem', { where }));
  }
}

function covers(certificate: X509Certificate, name: string, isAddress: boolean): boolean {
  return (isAddress ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}
