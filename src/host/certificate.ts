import type { Certificate, CertificateSource } from '../core/instruments.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import { t } from '../core/text.ts';
import { codeOf } from './proc.ts';

/** A certificate out of a PEM file (the first in it), or as a server shows it; whether it is trusted is not asked. */
export function readCertificate(source: CertificateSource): Promise<Reading<Certificate>> {
  return 'file' in source ? fromFile(source.file) : fromServer(source);
}

async function fromFile(file: string): Promise<Reading<Certificate>> {
  const { readFile } = await import('node:fs/promises');
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return codeOf(error) === 'ENOENT'
      ? absent
      : unreadable(t('measure.unreadable', { path: file, reason: codeOf(error) }));
  }
  return parse(bytes, file);
}

async function fromServer(
  source: Exclude<CertificateSource, { file: string }>,
): Promise<Reading<Certificate>> {
  const { connect } = await import('node:tls');
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
      ...(/^[\d.]+$|:/u.test(name) ? {} : { servername: name }),
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
      end(unreadable(t('measure.no_certificate', { where, reason: codeOf(error) })));
    });
    socket.on('secureConnect', () => {
      end(parse(socket.getPeerCertificate().raw, where));
    });
  });
}

async function parse(bytes: Uint8Array, where: string): Promise<Reading<Certificate>> {
  const { X509Certificate } = await import('node:crypto');
  try {
    const certificate = new X509Certificate(bytes);
    const names = certificate.subjectAltName?.match(/(?<=DNS:)[^,\s]+/gu) ?? [];
    return present({
      subject: certificate.subject.split('\n').join(', '),
      names,
      validFrom: Date.parse(certificate.validFrom),
      validTo: Date.parse(certificate.validTo),
    });
  } catch {
    return unreadable(t('measure.no_pem', { where }));
  }
}
