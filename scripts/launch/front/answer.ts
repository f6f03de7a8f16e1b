// Reads one answer of workerd off a connection, piece by piece: its head, and where its body ends.
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

export class MalformedAnswer extends Error {}

type Rest = 'head' | 'length' | 'chunks' | 'until closed' | 'nothing';

const headEnd = Buffer.from('\r\n\r\n');
/** Many times what the service says of itself. */
const maxHeadBytes = 256 * 1024;
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

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
    const head = parseHead(received.toString('latin1', 0, at));
    const behind = received.subarray(at + headEnd.length);
    if (head.status < 200) {
      take(behind);
      return;
    }
    isReusable = !head.isLast;
    left = head.length ?? 0;
    const isEmpty = method === 'HEAD' || head.status === 204 || head.status === 304;
    if (isEmpty) rest = 'nothing';
    else if (head.isChunked) rest = 'chunks';
    else rest = head.length === null ? 'until closed' : 'length';
    if (rest === 'until closed') isReusable = false;
    sink.head(head.status, head.rawHeaders);
    if (isEmpty || (rest === 'length' && left === 0)) end();
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
      const isEnd = rest === 'until closed';
      if (isEnd) end();
      return isEnd;
    },
  };
}

type ParsedHead = {
  readonly status: number;
  readonly rawHeaders: string[];
  readonly length: number | null;
  readonly isChunked: boolean;
  readonly isLast: boolean;
};

function parseHead(text: string): ParsedHead {
  const [first = '', ...lines] = text.split('\r\n');
  if (!/^HTTP\/1\.1 [1-5]\d\d(?: |$)/.test(first)) throw new MalformedAnswer('no status');
  const rawHeaders: string[] = [];
  let length: number | null = null;
  let isChunked = false;
  let isLast = false;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    const lower = name.toLowerCase();
    if (lower === 'content-length') length = Number(value);
    if (lower === 'transfer-encoding') isChunked = true;
    if (lower === 'connection' && value.toLowerCase() === 'close') isLast = true;
    if (!ofConnection.has(lower)) rawHeaders.push(name, value);
  }
  if (length !== null && !Number.isSafeInteger(length)) throw new MalformedAnswer('a length that is no number');
  return { status: Number(first.slice(9, 12)), rawHeaders, length, isChunked, isLast };
}

/** `take` answers true when the last chunk is in. What follows it is one empty line: workerd sends no trailers. */
function openChunks(onData: (piece: Buffer) => void): { take(piece: Buffer): boolean } {
  let line = '';
  let left = 0;
  let awaits: 'size' | 'data' | 'data end' | 'last line' = 'size';

  function takeLine(): boolean {
    const said = line;
    line = '';
    if (awaits === 'data end' || awaits === 'last line') {
      if (said !== '\r\n') throw new MalformedAnswer('a chunk without an end');
      const isDone = awaits === 'last line';
      awaits = 'size';
      return isDone;
    }
    if (!/^[\da-f]{1,12}\r\n$/i.test(said)) throw new MalformedAnswer('a chunk without a size');
    left = Number.parseInt(said, 16);
    awaits = left === 0 ? 'last line' : 'data';
    return false;
  }

  return {
    take(piece) {
      for (let at = 0; at < piece.length; ) {
        if (awaits === 'data') {
          const part = piece.subarray(at, at + left);
          at += part.length;
          left -= part.length;
          if (left === 0) awaits = 'data end';
          onData(part);
          continue;
        }
        const lineEnd = piece.indexOf(10, at);
        const until = lineEnd < 0 ? piece.length : lineEnd + 1;
        line += piece.toString('latin1', at, until);
        at = until;
        if (lineEnd < 0 && line.length > 16) throw new MalformedAnswer('a chunk without a size');
        if (lineEnd >= 0 && takeLine()) {
          if (at < piece.length) throw new MalformedAnswer('more than was announced');
          return true;
        }
      }
      return false;
    },
  };
}
