import { connect } from 'node:net';
import { askOnTime } from '../../core/lateness.ts';

const patience = 1000;

/** Finds out whether something takes a TCP connection at an IP address within a second. */
export async function connects(port: number, address: string): Promise<boolean> {
  const answer = await askOnTime<Answer>({
    ask: async () => tryToConnect(port, address),
    isOfTime: (one) => one === 'silent',
    late: () => 'silent',
  });
  return answer === 'taken';
}

type Answer = 'taken' | 'refused' | 'silent';

function tryToConnect(port: number, address: string): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: address });
    const end = (answer: Answer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patience, () => end('silent'));
    socket.once('connect', () => end('taken'));
    socket.once('error', () => end('refused'));
  });
}
