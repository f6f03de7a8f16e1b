// Puts the heads that `logcat -v long` prints above messages before each of their lines, as its other forms do.

const head =
  /^\[ (?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,9}(?: [+-]\d{4})? {1,4}(\d{1,7}): {0,6}(?:0x)?[\da-f]{1,7} ([VDIWEFA])\/(.{1,80}?) {0,40}\]$/;

/** Whether such a head stands near the beginning. */
export const isLongLogcat = (beginning: string): boolean =>
  /^\[ (?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}.{3,40} [VDIWEFA]\/.{1,120}\]$/m.test(beginning);

/** A message ends with a blank line; what stands before the first head stays as it is. */
export function withTagsOnLines(text: string): string {
  const lines: string[] = [];
  let tag = '';
  for (const line of text.split('\n')) {
    const found = line.startsWith('[ ') ? head.exec(line.slice(0, 240).trimEnd()) : null;
    if (found !== null) tag = `${found[2]}/${found[3]}(${found[1]}): `;
    else if (tag === '' || line.trim() !== '') lines.push(tag + line);
  }
  return lines.join('\n');
}
