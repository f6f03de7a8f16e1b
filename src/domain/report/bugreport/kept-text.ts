// Keeps the beginning and the end of a text that comes in pieces of whole lines, and of what stands between what somebody picks out of it.

export type Kept = {
  readonly add: (lines: string) => void;
  readonly text: () => string;
};

export type KeptPlan = {
  readonly headChars: number;
  readonly tailChars: number;
  /** Whole lines that are worth keeping of what is about to be forgotten, and what of its end has to be seen again with what follows. */
  readonly pick?: Pick;
};

export type Pick = (lines: string) => { readonly kept: string; readonly again: string };

/** So much is looked at together, so that few of those that are picked are cut in two. */
const pickChars = 512 * 1024;
/** Of all that is picked; the newest stays. */
const maxPickedChars = 512 * 1024;

export function openKept({ headChars, tailChars, pick }: KeptPlan): Kept {
  let head = '';
  let tail: string[] = [];
  let tailLength = 0;
  let isCut = false;
  let gone = '';
  let picked = '';

  function forget(lines: string): void {
    isCut = true;
    if (pick === undefined) return;
    gone += lines;
    if (gone.length >= pickChars) pickGone();
  }

  function pickGone(): void {
    const { kept, again } = pick?.(gone) ?? { kept: '', again: '' };
    gone = again;
    picked += kept;
    if (picked.length > maxPickedChars) picked = fromLine(picked.slice(-maxPickedChars));
  }

  return {
    add(lines) {
      const first = lines.slice(0, headChars - head.length);
      head += first;
      if (first.length === lines.length) return;
      tail.push(lines.slice(first.length));
      tailLength += lines.length - first.length;
      while (tail.length > 1 && tailLength - (tail[0]?.length ?? 0) >= tailChars) {
        const [oldest = ''] = tail;
        tailLength -= oldest.length;
        tail = tail.slice(1);
        forget(oldest);
      }
    },
    text() {
      const end = tail.join('');
      if (!isCut && end.length <= tailChars) return head + end;
      const from = Math.max(0, end.length - tailChars);
      const last = fromLine(end.slice(from));
      if (pick === undefined) return untilLine(head) + last;
      gone += end.slice(0, end.length - last.length);
      pickGone();
      // What began at the very end of what is forgotten goes on in what is kept.
      return untilLine(head) + picked + gone + last;
    },
  };
}

/** What was cut off in the middle of a line says less than nothing. */
const fromLine = (text: string): string => text.slice(text.indexOf('\n') + 1);
const untilLine = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);
