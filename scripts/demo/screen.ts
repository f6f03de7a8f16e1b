// What the demonstration shows while it runs: redrawn in place on a terminal, a line now and then elsewhere.

export type Screen = {
  /** Something that happened; stays. */
  say(line: string): void;
  /** How things stand; replaced by the next. */
  show(lines: readonly string[]): void;
};

const clearLine = '\u001b[2K';
/** A log of a pipeline wants to be read, not filled. */
const quietMs = 5_000;

export function openScreen(out: NodeJS.WriteStream): Screen {
  let height = 0;
  let shownMs = 0;
  const erase = () => {
    for (; height > 0; height -= 1) out.write(`\u001b[1A${clearLine}`);
  };
  return {
    say(line) {
      if (out.isTTY) erase();
      out.write(`${line}\n`);
    },
    show(lines) {
      if (!out.isTTY) {
        if (performance.now() - shownMs < quietMs) return;
        shownMs = performance.now();
        out.write(`  ${lines[0] ?? ''}\n`);
        return;
      }
      erase();
      for (const line of lines) out.write(`${line.slice(0, (out.columns ?? 100) - 1)}\n`);
      height = lines.length;
    },
  };
}
