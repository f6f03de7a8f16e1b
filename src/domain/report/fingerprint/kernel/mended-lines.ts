// Lines of a kernel log as the kernel printed them, where mail broke them or the kernel's own tools wrote into them.
import type { LogLine } from '../cut/log-prefix.ts';

/** Words of a headline behind which its place or its address must follow. */
const unfinished =
  /(?:WARNING: .{0,200}\bat|BUG: KASAN: [\w-]{1,40} in|[Uu]nable to handle .{0,60} (?:at|virtual|address)|fault, probably for non-canonical|(?:fault,|dereference,|canonical|virtual) address:?)\s{0,4}$/;
const placeOnly = /WARNING: .{0,200}[\w/.-]{1,120}\.[chS]:\d{1,6}\s{0,4}$/;
const functionOnly = /^\s{0,4}[A-Za-z_][\w.]{0,100}\+0x[\da-f]/;

/**
 * `function (file.c:12) module` is what scripts/decode_stacktrace.sh of the kernel makes of `function+0x12/0x34 [module]`;
 * of what has no line it writes `??:?`.
 */
const decoded = /\b([A-Za-z_][\w.]{0,120}) \((?=(?:\.?[\w./+-]{0,200}\.[chSs]:[\d?]|\?\?:\?))/g;

export function mendLines(all: readonly LogLine[]): LogLine[] {
  const mended: LogLine[] = [];
  for (const line of all) {
    const last = mended.at(-1);
    const isRest =
      last !== undefined &&
      line.text.trim() !== '' &&
      (unfinished.test(last.text) || (placeOnly.test(last.text) && functionOnly.test(line.text)));
    if (isRest)
      mended[mended.length - 1] = { text: `${last.text.trimEnd()} ${line.text.trimStart()}`, from: last.from };
    else mended.push(line);
  }
  return mended.map(({ text, from }) => ({ text: undecoded(text), from }));
}

const undecoded = (text: string): string =>
  text.includes('(') && text.includes(':') ? text.replace(decoded, '$1+0x0/0x0 (') : text;
