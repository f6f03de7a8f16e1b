// A frame as Android's unwinders print it: `#03 pc 0001f3a8  /system/lib64/libcamera.so (Frame::lock()+40) (BuildId: …)`.
import { remember } from '../../../memo.ts';
import { functionName } from '../normalise/function-name.ts';
import { methodName } from '../normalise/java-frame.ts';
import { baseName } from '../normalise/paths.ts';
import type { Frame } from '../trace.ts';

const head = /^#\d{1,3} {1,4}(?:pc )?(?:0x)?([0-9a-fA-F]{4,16}) {1,4}(.*)$/;

/** Null for lines that are no frame. */
export const parseAndroidFrame = remember(parseFrame, { entries: 16_000, maxChars: 1_000 });

function parseFrame(line: string): Frame | null {
  // Bugly counts the frames again before them, and puts the build behind them.
  const said = line
    .trim()
    .replace(/^\d{1,3}\t(?=#)/, '')
    .replace(/ \[[\w-]{2,20}::[\da-f]{1,64}\]$/, '');
  if (said.endsWith(')') && /^[/[<]/.test(said)) return parseUnnumbered(said);
  if (!said.startsWith('#')) return null;
  const match = head.exec(said);
  if (match === null) return null;
  const pc = (match[1] ?? '').replace(/^0+(?=.)/, '').toLowerCase();
  const rest = match[2] ?? '';
  return { fn: functionIn(rest), module: moduleIn(rest), pc };
}

/** GrapheneOS has no numbers and the address last: `/system/lib64/libcamera.so (Frame::lock()+40, pc 1f3a8)`. */
function parseUnnumbered(said: string): Frame | null {
  const at = said.lastIndexOf('pc ');
  const pc = said.slice(at + 3, -1);
  const open = said.indexOf(' (');
  if (at < open + 2 || open === -1 || !/^[0-9a-f]{1,16}$/.test(pc)) return null;
  const before = said.slice(open + 2, at);
  if (before !== '' && !before.endsWith(', ')) return null;
  const printed = before.slice(0, -2);
  return { fn: printed === '' ? '' : nameOf(printed), module: moduleIn(said.slice(0, open)), pc };
}

/** `[anon:dalvik-jit-code-cache]`, `<anonymous:e8dec000>`, a path, `/memfd:jit-cache (deleted)`. */
function moduleIn(rest: string): string {
  if (rest.startsWith('[')) return rest.slice(0, rest.indexOf(']') + 1 || rest.length);
  if (rest.startsWith('<')) return '[anon]';
  const end = rest.indexOf(' (');
  const path = (end === -1 ? rest : rest.slice(0, end)).trim();
  return baseName(path).replace(/ \(deleted\)$/, '');
}

/** The last bracket that is neither an offset, a load bias nor a build id. */
function functionIn(rest: string): string {
  let at = rest.indexOf(' (');
  while (at !== -1) {
    const inner = rest.slice(at + 2);
    if (!/^(?:offset |BuildId|deleted\)|load_bias|Build )/.test(inner)) return nameOf(withoutClose(inner));
    at = rest.indexOf(' (', at + 2);
  }
  return '';
}

/** Managed code stands among native code, with the counters of its compiler. */
const nameOf = (printed: string): string =>
  /^(?:[a-z_]\w*\.){1,12}[\w$]+\.[\w$<>]+(?:\+\d+)?$/.test(printed)
    ? methodName(printed.replace(/\+\d+$/, ''))
    : functionName(printed);

/** Names have brackets of their own, so the last one of the line's or of the build id's before closes. */
function withoutClose(inner: string): string {
  const build = inner.lastIndexOf(' (BuildId');
  const name = build === -1 ? inner : inner.slice(0, build);
  return name.endsWith(')') ? name.slice(0, -1) : name;
}
