import type { ProbeType } from '../../../core/probe.ts';
import { lengthPattern, secondsOf } from '../../../core/quantity.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';

/** Spec of `certificate`. */
export interface CertificateSpec {
  readonly file?: string;
  readonly host?: string;
  readonly port?: number;
  readonly server_name?: string;
  readonly timeout?: string | number;
  readonly served?: string;
}

/** Probe of the time when a certificate expires. */
export const certificate: ProbeType<CertificateSpec> = {
  type: 'certificate',
  elsewhere: ['tls', 'ssl', 'cert'],
  summary: 'When a certificate expires: one in a file, or the one that a server shows.',
  schema: {
    type: 'object',
    additionalProperties: false,
    oneOf: [{ required: ['file'] }, { required: ['host'] }],
    dependentRequired: { served: ['host'] },
    properties: {
      file: { type: 'string', pattern: '^/', description: 'A PEM file; its first certificate counts.' },
      host: { type: 'string', format: 'host', minLength: 1, description: 'A server, by name or address.' },
      port: { type: 'integer', minimum: 1, maximum: 65_535, default: 443, description: 'Its port.' },
      server_name: {
        type: 'string',
        minLength: 1,
        description: 'The name it should be good for. A server is asked for it; `host` unless given.',
      },
      timeout: { type: 'string', pattern: lengthPattern, default: '5s', description: 'For the server.' },
      served: {
        type: 'string',
        pattern: '^/',
        description:
          'The PEM file that the server should show: `current` tells whether it does, or has not been reloaded since.',
        examples: ['/etc/letsencrypt/live/shop.example.com/fullchain.pem'],
      },
    },
  },
  example: `tls: { certificate: { host: 127.0.0.1, server_name: shop.example.com } }`,
  fields: ({ host, server_name: serverName, served }) => ({
    expires_in: { type: 'number', unit: 'duration', description: 'Until it expires; below 0: it has.' },
    valid: { type: 'bool', description: 'Whether today is within its dates.' },
    subject: { type: 'string', description: 'Whose it is.' },
    serial: { type: 'string', description: 'Its serial number, in hexadecimal.' },
    fingerprint: { type: 'string', description: 'SHA-256 of it, in hexadecimal.' },
    ...(served === undefined
      ? {}
      : {
          current: {
            type: 'bool' as const,
            description: 'Whether the server shows the very certificate of `served`.',
          },
        }),
    ...(host === undefined && serverName === undefined
      ? {}
      : { matches: { type: 'bool', description: 'Whether it is good for the name asked for.' } }),
  }),
  told: tellFields('expires_in'),
  async measure({ file, host, port, server_name: serverName, timeout, served }, { instruments, now }) {
    const named = serverName === undefined ? {} : { serverName };
    const read = await instruments.certificate(
      file === undefined
        ? { host: host ?? '', port: port ?? 443, timeout: secondsOf(timeout, 5), ...named }
        : { file, ...named },
    );
    if (read.state !== 'present') return { unknown: whyNot(read, file ?? host ?? '') };
    const { validFrom, validTo, subject, matches, serial, fingerprint } = read.value;
    const wanted = served === undefined ? undefined : await instruments.certificate({ file: served });
    if (wanted !== undefined && wanted.state !== 'present') return { unknown: whyNot(wanted, served ?? '') };
    return {
      fields: {
        expires_in: (validTo - now) / 1000,
        valid: validFrom <= now && now <= validTo,
        subject,
        serial,
        fingerprint,
        ...(wanted === undefined ? {} : { current: wanted.value.fingerprint === fingerprint }),
        ...(matches === undefined ? {} : { matches }),
      },
    };
  },
};
