import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { HttpAnswer, HttpRequest } from '../core/instruments.ts';
import { t } from '../core/text.ts';
import { codeOrMessage } from './fault.ts';
import { parseHead, readBody, type AnswerHead } from './http-answer.ts';

/**
 * One request over a connection of its own. A site that refuses, hangs up or is too slow has failed; a name that
 * cannot be looked up says nothing of the site. Spoken without Node's own HTTP, whose loading and agents take longer
 * than all the rest of a check.
 */
export async function request(asked: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(asked.url);
  const { host = url.host } = asked;
  if (/[^!-~]/u.test(host))
    return {
      outcome: 'unknown',
      reason: t('measure.bad_request', { url: asked.url, reason: 'ERR_INVALID_CHAR' }),
    };
  // For performance.now() Node would load a part of itself.
  const began = process.hrtime.bigint();
  const latency = (): number => Number(process.hrtime.bigint() - began) / 1e9;
  const socket =
    url.protocol === 'https:' ? await connectTls(url, host, asked.verify) : await connectPlain(url);
  return new Promise((resolve) => {
    const end = (answer: HttpAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      socket.destroy();
    };
    const fail = (error: string): void => {
      end({ outcome: 'failed', error, latency: latency() });
    };
    const timer = setTimeout(() => {
      fail('timeout');
    }, asked.timeout * 1000);
    socket.on('error', (error) => {
      const code = codeOrMessage(error);
      if (unlookable.has(code))
        end({ outcome: 'unknown', reason: t('measure.no_address', { name: url.hostname, reason: code }) });
      else fail(code);
    });
    socket.write(requestText(url, host));
    takeAnswer(socket, asked.most, latency, end);
  });
}

/** Errors of the resolver: nothing was asked of the site. */
const unlookable: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA']);

async function connectPlain(url: URL): Promise<Socket> {
  const { connect } = await import('node:net');
  return connect(placeOf(url));
}

let rootless: SecureContext | undefined;

async function connectTls(url: URL, host: string, verify: boolean): Promise<Socket> {
  const { connect, createSecureContext, TLSSocket } = await import('node:tls');
  const name = host.replace(/:\d+$/u, '');
  // An address is no server name (RFC 6066).
  const isAddress = /^[\d.]+$|:/u.test(name);
  const place = { ...placeOf(url), ALPNProtocols: ['http/1.1'], rejectUnauthorized: verify };
  // Node reads all the roots it trusts for each connection, some 40 ms: only where they are asked.
  if (!verify) rootless ??= createSecureContext({ ca: [] });
  const options = verify ? place : { ...place, secureContext: rootless };
  if (isAddress) return connect(options);
  // A name given as an option is checked to be no address, by an expression that takes 3 ms to compile.
  const { setServername } = TLSSocket.prototype as { setServername?: (name: string) => void };
  if (verify || setServername === undefined) return connect({ ...options, servername: name });
  const socket = connect(options);
  setServername.call(socket, name);
  return socket;
}

function placeOf({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return {
    host: hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

function requestText({ pathname, search, username, password }: URL, host: string): string {
  const account = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'User-Agent: kapa',
    'Connection: close',
    ...(account === ':' ? [] : [`Authorization: Basic ${Buffer.from(account).toString('base64')}`]),
    '\r\n',
  ].join('\r\n');
}

/** Reads no more of the body than is wanted. */
function takeAnswer(
  socket: Socket,
  most: number,
  latency: () => number,
  end: (answer: HttpAnswer) => void,
): void {
  let bytes = Buffer.alloc(0);
  let head: AnswerHead | undefined;
  let began = 0;
  const answer = (isOver: boolean): void => {
    if (head === undefined) {
      const parsed = parseHead(bytes);
      if (parsed === 'senseless') {
        end({ outcome: 'failed', error: 'EPROTO', latency: latency() });
        return;
      }
      head = parsed;
      began = latency();
    }
    const read = head === undefined ? undefined : readBody(bytes, head);
    const isWhole = read !== undefined && (read.complete || (isOver && head?.length === undefined));
    if (head !== undefined && read !== undefined && (isWhole || read.body.length >= most))
      end({
        outcome: 'answered',
        status: head.status,
        body: read.body.subarray(0, most),
        latency: began,
      });
    else if (isOver) end({ outcome: 'failed', error: 'ECONNRESET', latency: latency() });
    else if (head !== undefined && read === undefined)
      end({ outcome: 'failed', error: 'EPROTO', latency: latency() });
  };
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    answer(false);
  });
  socket.on('end', () => {
    answer(true);
  });
}
