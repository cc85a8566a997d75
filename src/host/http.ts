import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { HttpAnswer, HttpRequest } from '../core/instruments.ts';
import { t } from '../core/text.ts';
import { codeOf } from './proc.ts';

/**
 * One request over a connection of its own. A site that refuses, hangs up or is too slow has failed; a name that
 * cannot be looked up says nothing of the site.
 */
export async function request(asked: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(asked.url);
  const { request: send } =
    url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const began = performance.now();
  const latency = (): number => (performance.now() - began) / 1000;
  return new Promise((resolve) => {
    let sent: ClientRequest | undefined;
    const end = (answer: HttpAnswer): void => {
      clearTimeout(timer);
      asked.signal?.removeEventListener('abort', stop);
      resolve(answer);
      sent?.destroy();
    };
    const stop = (): void => {
      end({ outcome: 'failed', error: 'timeout', latency: latency() });
    };
    const timer = setTimeout(stop, asked.timeout * 1000);
    asked.signal?.addEventListener('abort', stop);
    try {
      sent = send(url, optionsOf(asked, url), (response) => {
        take(response, asked.most, latency(), end);
      });
    } catch (error) {
      end({
        outcome: 'unknown',
        reason: t('measure.bad_request', { url: asked.url, reason: codeOf(error) }),
      });
      return;
    }
    sent.on('error', (error) => {
      const code = codeOf(error);
      end(
        unlookable.has(code)
          ? { outcome: 'unknown', reason: t('measure.no_address', { name: url.hostname, reason: code }) }
          : { outcome: 'failed', error: code, latency: latency() },
      );
    });
    sent.end();
  });
}

/** Errors of the resolver: nothing was asked of the site. */
const unlookable: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA']);

interface TlsOptions {
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
  readonly ca?: string[];
}

function optionsOf({ host, verify }: HttpRequest, url: URL): RequestOptions & TlsOptions {
  const name = host?.replace(/:\d+$/u, '') ?? url.hostname;
  const isAddress = /^[\d.]+$|:/u.test(name);
  return {
    agent: false,
    headers: { 'user-agent': 'kapa', connection: 'close', ...(host === undefined ? {} : { host }) },
    rejectUnauthorized: verify,
    // Node reads all the roots it trusts for each connection, some 40 ms: only where they are asked.
    ...(verify ? {} : { ca: [] }),
    // An address is no server name (RFC 6066).
    ...(isAddress ? {} : { servername: name }),
  };
}

/** Reads no more of the body than is wanted. */
function take(
  response: IncomingMessage,
  most: number,
  latency: number,
  end: (answer: HttpAnswer) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (): void => {
    end({
      outcome: 'answered',
      status: response.statusCode ?? 0,
      body: Buffer.concat(chunks).subarray(0, most),
      latency,
    });
  };
  if (most === 0) {
    finish();
    return;
  }
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) finish();
  });
  response.on('end', finish);
  response.on('error', (error) => {
    end({ outcome: 'failed', error: codeOf(error), latency });
  });
}
