// One keep-alive connection that sends prepared requests and reads just enough of each answer to know where it ends.
import { connect, type Socket } from 'node:net';

export type Answer = { readonly status: number; readonly bytes: number };

export type Connection = {
  /** Sends one request; `onAnswer` is called when the whole answer is in. One at a time. */
  send(request: Buffer, onAnswer: (answer: Answer) => void): void;
  /** False once the server, which keeps idle connections for some seconds, has hung up. */
  isOpen(): boolean;
};

const headEnd = Buffer.from('\r\n\r\n');
const lengthLine = /\r\ncontent-length: *(\d+)/i;

/** `onFailure` is told once when the server hangs up or answers something that this reader does not know. */
export function openConnection(port: number, onFailure: (error: Error) => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(converse(socket, onFailure));
    });
  });
}

function converse(socket: Socket, onFailure: (error: Error) => void): Connection {
  let waiting: ((answer: Answer) => void) | null = null;
  let pending: Buffer | null = null;
  socket.on('error', onFailure);
  socket.on('close', () => waiting !== null && onFailure(new Error('the server hung up')));
  socket.on('data', (chunk: Buffer) => {
    const received: Buffer = pending === null ? chunk : Buffer.concat([pending, chunk]);
    const answer = readAnswer(received, onFailure);
    pending = answer === null ? received : null;
    if (answer === null || waiting === null) return;
    const tell = waiting;
    waiting = null;
    tell(answer);
  });
  return {
    send(request, onAnswer) {
      waiting = onAnswer;
      socket.write(request);
    },
    isOpen: () => socket.readyState === 'open',
  };
}

/** Null while the answer is not whole. */
function readAnswer(received: Buffer, onFailure: (error: Error) => void): Answer | null {
  const at = received.indexOf(headEnd);
  if (at < 0) return null;
  const head = received.toString('latin1', 0, at);
  const status = Number(head.slice(9, 12));
  const length = status === 304 || status === 204 ? '0' : lengthLine.exec(head)?.[1];
  if (length === undefined) {
    onFailure(new Error(`an answer without a length: ${head.slice(0, 200)}`));
    return null;
  }
  const bytes = at + headEnd.length + Number(length);
  return received.length < bytes ? null : { status, bytes };
}
