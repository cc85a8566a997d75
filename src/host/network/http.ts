import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { RequestOptions as SecureOptions } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import type { HttpAnswer, HttpRequest } from '../../core/instruments.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage } from '../errno.ts';

/** Bytes of an answer's head, and of all else that is not its body: interim answers, extensions of chunks, trailers. */
const mostBesides = 64 * 1024;

/**
 * One request over a connection of its own. A site that refuses, hangs up, is too slow or talks without end has failed; a
 * name that cannot be looked up says nothing of the site.
 */
export async function request(asked: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(asked.url);
  const { host = url.host } = asked;
  if (/[^!-~]/u.test(host))
    return {
      outcome: 'unknown',
      reason: t('measure.bad_request', { url: asked.url, reason: 'ERR_INVALID_CHAR' }),
    };
  const begin = await starter(url, host, asked);
  const began = performance.now();
  const latency = (): number => (performance.now() - began) / 1000;
  return new Promise((resolve) => {
    const sent = begin();
    let isLookedUp = isAddress(url.hostname);
    const end = (answer: HttpAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      sent.destroy();
    };
    const fail = (error: string): void => {
      if (unlookable.has(error) || (error === 'timeout' && !isLookedUp))
        end({ outcome: 'unknown', reason: t('measure.no_address', { name: url.hostname, reason: error }) });
      else end({ outcome: 'failed', error, latency: latency() });
    };
    const timer = setTimeout(() => {
      fail('timeout');
    }, asked.timeout * 1000);
    sent.on('socket', (socket) => {
      let left = mostBesides + asked.most;
      socket.once('lookup', () => (isLookedUp = true));
      socket.on('data', (bytes: Buffer) => {
        left -= bytes.length;
        // What came by now is still an answer if it is whole, once this turn of the loop is over.
        if (left < 0) setImmediate(fail, 'EPROTO');
      });
    });
    let isWhole = (): boolean => false;
    sent.on('error', (error) => {
      const code = codeOrMessage(error);
      // What a server adds to a whole answer takes nothing from it.
      if (!isWhole()) fail(code.startsWith('HPE_') ? 'EPROTO' : code);
    });
    // Some servers say 101 unasked.
    sent.on('upgrade', ({ statusCode, headers }) => {
      end({
        outcome: 'answered',
        status: statusCode ?? 0,
        body: new Uint8Array(),
        headers: plain(headers),
        latency: latency(),
      });
    });
    sent.on('response', (answer) => {
      const first = latency();
      isWhole = () => answer.complete;
      takeBody(answer, asked.most, fail, (body) => {
        end({
          outcome: 'answered',
          status: answer.statusCode ?? 0,
          body,
          headers: plain(answer.headers),
          latency: first,
        });
      });
    });
    sent.end();
  });
}

/** Errors of the resolver: nothing was asked of the site. */
const unlookable: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA']);

async function starter(
  url: URL,
  host: string,
  { verify, headers = {}, keep = false }: HttpRequest,
): Promise<() => ClientRequest> {
  const options: RequestOptions = {
    host: url.hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: url.port,
    path: `${url.pathname}${url.search}`,
    // One connection for one request, and nothing of it is kept.
    agent: false,
    headers: { 'User-Agent': 'kapa', ...headers, Host: host, Connection: keep ? 'keep-alive' : 'close' },
    maxHeaderSize: mostBesides,
    // An answer that browsers show is one: of a header's characters nothing depends here.
    insecureHTTPParser: true,
  };
  if (url.username !== '' || url.password !== '')
    options.auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  if (url.protocol === 'http:') {
    const http = await import('node:http');
    return () => http.request(options);
  }
  const https = await import('node:https');
  const name = host.replace(/:\d+$/u, '');
  const secure: SecureOptions & Pick<ConnectionOptions, 'ALPNProtocols'> = {
    ...options,
    rejectUnauthorized: verify,
    ALPNProtocols: ['http/1.1'],
    // An address is no server name (RFC 6066).
    servername: isAddress(name) ? '' : name,
    // Node reads all the roots it trusts for each connection, some 40 ms: only where they are asked.
    ...(verify ? {} : { ca: [] }),
  };
  return () => https.request(secure);
}

/** Headers by name; one that came several times as one text. */
function plain(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, String(value)]));
}

function isAddress(name: string): boolean {
  return /^[\d.]+$|:/u.test(name);
}

/** Reads no more of the body than is wanted. */
function takeBody(
  answer: IncomingMessage,
  most: number,
  fail: (error: string) => void,
  take: (body: Uint8Array) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const takeAll = (): void => {
    take(Buffer.concat(chunks).subarray(0, most));
  };
  answer.on('error', (error) => {
    fail(codeOrMessage(error));
  });
  answer.on('end', takeAll);
  if (most === 0) takeAll();
  else
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= most) takeAll();
    });
}
