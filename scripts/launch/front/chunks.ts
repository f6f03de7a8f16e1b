// Reads the chunks that workerd sends where it does not know how long an answer becomes.
import { MalformedAnswer } from './answer-head.ts';

/** `take` answers true when the last chunk is in. What follows it is one empty line: workerd sends no trailers. */
export function openChunks(onData: (piece: Buffer) => void): { take(piece: Buffer): boolean } {
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
