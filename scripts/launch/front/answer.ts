// Reads one answer of workerd off a connection, piece by piece: its head, and where its body ends.
import { type AnswerHead, MalformedAnswer, parseAnswerHead } from './answer-head.ts';
import { openChunks } from './chunks.ts';

export type AnswerSink = {
  /** Names and values in turns, without those that tell of the connection. */
  head(status: number, rawHeaders: string[]): void;
  body(piece: Buffer): void;
  /** `isReusable` when the connection may carry another request. */
  end(isReusable: boolean): void;
};

export type AnswerReader = {
  /** Throws a MalformedAnswer where it is none; nothing may be asked of the reader or the connection afterwards. */
  take(piece: Buffer): void;
  /** The connection has ended: true when that is how the answer ends. */
  close(): boolean;
};

type Rest = 'head' | 'length' | 'chunks' | 'until closed' | 'nothing';

const headEnd = Buffer.from('\r\n\r\n');
/** Many times what the service says of itself. */
const maxHeadBytes = 256 * 1024;

export function openAnswerReader(method: string, sink: AnswerSink): AnswerReader {
  let rest: Rest = 'head';
  let kept: Buffer | null = null;
  let left = 0;
  let isReusable = true;
  const chunks = openChunks((piece) => sink.body(piece));

  function end(): void {
    rest = 'nothing';
    sink.end(isReusable);
  }

  function takeHead(piece: Buffer): void {
    const received: Buffer = kept === null ? piece : Buffer.concat([kept, piece]);
    const at = received.indexOf(headEnd);
    if (at < 0) {
      if (received.length > maxHeadBytes) throw new MalformedAnswer('a head without an end');
      kept = received;
      return;
    }
    kept = null;
    const head = parseAnswerHead(received.toString('latin1', 0, at));
    const behind = received.subarray(at + headEnd.length);
    if (head.status < 200) return void take(behind);
    left = head.length ?? 0;
    rest = restBehind(head, method);
    isReusable = !head.isLast && rest !== 'until closed';
    sink.head(head.status, head.rawHeaders);
    if (rest === 'nothing') end();
    if (behind.length > 0) take(behind);
  }

  function take(piece: Buffer): void {
    if (piece.length === 0) return;
    if (rest === 'head') takeHead(piece);
    else if (rest === 'until closed') sink.body(piece);
    else if (rest === 'chunks') {
      if (chunks.take(piece)) end();
    } else if (rest === 'length') takeCounted(piece);
    else throw new MalformedAnswer('more than was announced');
  }

  function takeCounted(piece: Buffer): void {
    if (piece.length > left) throw new MalformedAnswer('more than was announced');
    left -= piece.length;
    sink.body(piece);
    if (left === 0) end();
  }

  return {
    take,
    close() {
      if (rest !== 'until closed') return false;
      end();
      return true;
    },
  };
}

/** A HEAD, 204 and 304 announce what they do not bring (RFC 9112 6.3). */
function restBehind({ status, length, isChunked }: AnswerHead, method: string): Rest {
  if (method === 'HEAD' || status === 204 || status === 304) return 'nothing';
  if (isChunked) return 'chunks';
  if (length === null) return 'until closed';
  return length === 0 ? 'nothing' : 'length';
}
