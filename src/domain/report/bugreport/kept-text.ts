// Keeps the beginning and the end of a text that comes in pieces of whole lines, and forgets what stands between.

export type Kept = {
  readonly add: (lines: string) => void;
  readonly text: () => string;
};

export function openKept({ headChars, tailChars }: { readonly headChars: number; readonly tailChars: number }): Kept {
  let head = '';
  let tail: string[] = [];
  let tailLength = 0;
  let isCut = false;
  return {
    add(lines) {
      const first = lines.slice(0, headChars - head.length);
      head += first;
      if (first.length === lines.length) return;
      tail.push(lines.slice(first.length));
      tailLength += lines.length - first.length;
      while (tail.length > 1 && tailLength - (tail[0]?.length ?? 0) >= tailChars) {
        tailLength -= tail[0]?.length ?? 0;
        tail = tail.slice(1);
        isCut = true;
      }
    },
    text() {
      const end = tail.join('');
      if (!isCut && end.length <= tailChars) return head + end;
      const last = tailChars === 0 ? '' : end.slice(-tailChars);
      // What was cut off in the middle of a line says less than nothing.
      return `${head.slice(0, head.lastIndexOf('\n') + 1)}${last.slice(last.indexOf('\n') + 1)}`;
    },
  };
}
