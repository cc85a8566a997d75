import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage } from '../errno.ts';

/** Place that answers who asks for metrics. */
export interface MetricsEndpoint {
  close(): void;
}

/** Longest time for one request, in milliseconds, and most connections at once: nobody can hold the watch up. */
const [longest, most] = [5000, 16];
/** Milliseconds for which one text is for all: whoever asks without end costs a watch no more than who asks once. */
const sharedFor = 1000;

/** Answers `GET /metrics` at an IP address and port, and nothing else. A Failure where it cannot be had. */
export async function openMetricsEndpoint(
  listen: string,
  metrics: () => Promise<string>,
): Promise<MetricsEndpoint> {
  const text = shared(metrics);
  const server = createServer(
    {
      requestTimeout: longest,
      headersTimeout: longest,
      keepAliveTimeout: longest,
      connectionsCheckingInterval: 1000,
    },
    (request, response) => {
      request.resume();
      const asked = request.method === 'GET' || request.method === 'HEAD';
      if (request.url?.split('?')[0] !== '/metrics') response.writeHead(404).end();
      else if (asked) void answer(request, response, text);
      else response.writeHead(405).end();
    },
  );
  server.maxConnections = most;
  // Else thousands of requests come in one piece, and each is begun.
  server.maxRequestsPerSocket = 1;
  server.setTimeout(longest);
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/u.exec(listen) ?? [];
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error) => {
      reject(new Failure(t('host.not_listening', { listen, reason: codeOrMessage(error) })));
    });
    server.listen(Number(port), host, resolve);
  });
  server.unref();
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The same text for all who ask while it is made, and for a while since. */
function shared(metrics: () => Promise<string>): () => Promise<string> {
  let made: { readonly text: Promise<string>; readonly at: number } | undefined;
  return async () => {
    const now = performance.now();
    if (made === undefined || now - made.at >= sharedFor) made = { text: metrics(), at: now };
    return made.text;
  };
}

async function answer(
  { method }: IncomingMessage,
  response: ServerResponse,
  metrics: () => Promise<string>,
): Promise<void> {
  try {
    const text = await metrics();
    response
      .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
      .end(method === 'HEAD' ? undefined : text);
  } catch {
    // What is wrong with the records, the rounds tell.
    response.writeHead(500).end();
  }
}
