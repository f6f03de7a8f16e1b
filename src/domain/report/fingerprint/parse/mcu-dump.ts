// Takes the first dump out of a log, with what its runtime prints of one reason on more than one line.

/** A crash while crashing is the consequence; the first dump counts. What a boot before it left above does not. */
export function firstDump(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => head.test(line));
  const end = (line: string, at: number): boolean => at > first && (head.test(line) || /^Rebooting\.\.\./.test(line));
  const second = first === -1 ? -1 : lines.findIndex(end);
  if (second === -1) return lines;
  // The handler may fail in the middle of a row.
  const begun = /^(PC\s{0,6}: 0x[0-9a-f]{8})Guru/.exec(lines[second] ?? '')?.[1];
  return [...lines.slice(0, second), ...(begun === undefined ? [] : [begun])];
}

const head = /Guru Meditation Error|^Exception \(\d|CORE DUMP START|\+\+ MbedOS Fault Handler/;

/** The reason of a panic in Rust stands so many lines below its head. */
const reasonWithin = 6;

/** RIOT prints the reason of a panic below its head, and so does Rust, in whose own form the reason is a field. */
export function withReasons(lines: readonly string[]): readonly string[] {
  return lines.map((line, at) => {
    if (/RIOT kernel panic(?: ?\(\d{1,3}\))?:\s*$/.test(line))
      return `${line.trimEnd()} ${(lines[at + 1] ?? '').trim()}`;
    if (!line.includes('A panic occur')) return line;
    const below = lines.slice(at + 1, at + 1 + reasonWithin).map((next) => next.trim());
    const field = below.findIndex((next) => next.startsWith('message: Some('));
    const reason = field === -1 ? '' : `${below[field] ?? ''}${below[field + 1] ?? ''}`.slice('message: Some('.length);
    return reason === '' ? line : `${line.trimEnd()} ${reason.replace(/[),]*$/, '')}`;
  });
}
