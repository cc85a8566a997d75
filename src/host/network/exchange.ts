import { connect } from 'node:net';
import type { ExchangePlace } from '../../core/instruments.ts';

/** Bytes that are sent to a place, and what all that comes back may take. */
export interface Exchange {
  readonly place: ExchangePlace;
  /** In base64. */
  readonly bytes: string;
  /** Seconds, for the whole of it. */
  readonly timeout: number;
  /** Bytes of the answer. */
  readonly most: number;
}

/** Outcome of an exchange; `bytes` are in base64, `code` is of the system. */
export type Exchanged =
  | { readonly outcome: 'answered'; readonly bytes: string }
  | { readonly outcome: 'hangs' | 'hung_up' | 'too_much' }
  | { readonly outcome: 'failed'; readonly code: string };

/** Sends bytes and takes what comes until the other side hangs up, with the rights of whoever runs this. */
export function exchange({ place, bytes, timeout, most }: Exchange): Promise<Exchanged> {
  return new Promise((resolve) => {
    const socket = 'socket' in place ? connect(place.socket) : connect(place.port, place.address);
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (exchanged: Exchanged): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(exchanged);
    };
    const timer = setTimeout(() => {
      // What has come while nothing was read counts: late is not silent.
      setImmediate(end, { outcome: 'hangs' });
    }, timeout * 1000);
    socket.once('connect', () => socket.write(Buffer.from(bytes, 'base64')));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > most) end({ outcome: 'too_much' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end({ outcome: 'failed', code: error.code ?? error.message });
    });
    socket.on('close', () => {
      end(
        length === 0
          ? { outcome: 'hung_up' }
          : { outcome: 'answered', bytes: Buffer.concat(chunks).toString('base64') },
      );
    });
  });
}
