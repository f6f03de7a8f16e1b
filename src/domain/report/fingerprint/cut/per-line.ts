// Spares work on lines that a text repeats: whoever makes a text to be slow writes one line a thousand times.

/** Answers as `read` does, once for each line; for the time of one reading, since it keeps every line. */
export function perLine<R>(read: (line: string) => R): (line: string) => R {
  const known = new Map<string, R>();
  return (line) => {
    const before = known.get(line);
    if (before !== undefined) return before;
    const found = read(line);
    known.set(line, found);
    return found;
  };
}

/** Each line where it first stands, with its index: who looks for the first line of a form needs no other. */
export function distinctLines(lines: readonly string[]): readonly (readonly [line: string, at: number])[] {
  const first = new Map<string, number>();
  for (const [at, line] of lines.entries()) if (!first.has(line)) first.set(line, at);
  return [...first];
}
