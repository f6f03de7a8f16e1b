// One request and its answer, handed through between a client and workerd as they come.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AnswerReader, openAnswerReader } from './answer.ts';
import type { Head } from './head.ts';
import type { Line, Lines } from './lines.ts';

export type Exchange = {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly head: Head;
  readonly lines: Lines;
  /** Answers that workerd was not there, or went away before it answered. Nothing was answered yet. */
  readonly apologise: () => void;
};

export type Forwarded = {
  /** Lets go of workerd, so that somebody else can answer, unless the answer has begun. */
  cancel(): void;
};

/** Whatever happens, the client is answered or hung up on, and workerd hears when the client has gone. */
export function forward(exchange: Exchange): Forwarded {
  const { incoming, outgoing, head, lines } = exchange;
  let current: Line | null = null;
  let isGone = false;
  let isSecond = false;

  const cancel = () => {
    isGone = true;
    if (current !== null) drop(current);
    current = null;
  };
  outgoing.once('close', cancel);
  // Whoever went away is told of by `close`.
  outgoing.on('error', () => undefined);

  const onLost = () => {
    current = null;
    incoming.resume();
    if (outgoing.headersSent) outgoing.destroy();
    else if (head.isRepeatable && !isSecond) {
      isSecond = true;
      askAnew();
    } else exchange.apologise();
  };
  const onDone = (line: Line, isReusable: boolean) => {
    current = null;
    if (isReusable) lines.giveBack(line);
    else drop(line);
    outgoing.end();
    // What is still to come of the body would stand before the client's next request.
    incoming.resume();
  };
  const ask = (line: Line) => {
    current = line;
    converse(exchange, line, { onLost, onDone: (isReusable) => onDone(line, isReusable) });
  };
  const askAnew = () => {
    const opened = (line: Line) => (isGone ? lines.giveBack(line) : ask(line));
    lines.open().then(opened, () => isGone || exchange.apologise());
  };

  const idle = head.isRepeatable ? lines.takeIdle() : null;
  if (idle === null) askAnew();
  else ask(idle);
  return { cancel };
}

function drop(line: Line): void {
  line.user = null;
  line.socket.destroy();
}

type Ends = {
  /** The line closed before the answer was whole. */
  onLost(): void;
  onDone(isReusable: boolean): void;
};

function converse({ incoming, outgoing, head }: Exchange, line: Line, { onLost, onDone }: Ends): void {
  const { socket } = line;
  let isSent = head.body === 'none';
  let isDone = false;
  const reader: AnswerReader = openAnswerReader(incoming.method ?? '', {
    head(status, rawHeaders) {
      outgoing.writeHead(status, rawHeaders);
    },
    body(piece) {
      if (!outgoing.write(piece)) {
        socket.pause();
        outgoing.once('drain', () => socket.resume());
      }
    },
    end(isReusable) {
      isDone = true;
      // A body that was not wanted whole leaves its rest on the line.
      onDone(isReusable && isSent);
    },
  });
  line.user = {
    take(piece) {
      try {
        reader.take(piece);
      } catch {
        socket.destroy();
      }
    },
    drained: () => void incoming.resume(),
    closed() {
      if (!isDone && !reader.close()) onLost();
    },
  };
  socket.write(head.text, 'latin1');
  if (!isSent)
    sendBody(incoming, head, line, () => {
      isSent = true;
    });
}

/** A body that breaks off closes `outgoing`, and with it the line. */
function sendBody(incoming: IncomingMessage, { body }: Head, line: Line, onSent: () => void): void {
  const { socket, user } = line;
  const isOurs = () => line.user === user && !socket.destroyed;
  incoming.on('data', (piece: Buffer) => {
    if (!isOurs()) return;
    if (body === 'chunked') socket.write(`${piece.length.toString(16)}\r\n`, 'latin1');
    const isRoom = socket.write(piece);
    if (body === 'chunked') socket.write('\r\n', 'latin1');
    if (!isRoom) incoming.pause();
  });
  incoming.once('end', () => {
    if (!isOurs()) return;
    // Without its trailers: workerd takes them for the next request.
    if (body === 'chunked') socket.write('0\r\n\r\n', 'latin1');
    onSent();
  });
}
