// Stacks of Go and Python, which number nothing: frames are known by the lines around them.
import { messageTemplate } from '../normalise/message.ts';
import { baseName } from '../normalise/paths.ts';
import type { Frame } from '../trace.ts';
import { type Failure, firstFailure } from './native-failure.ts';

export type ScriptStack = { readonly frames: readonly Frame[]; readonly failure: Failure | null };

const maxFrames = 64;

export function readScriptStack(lines: readonly string[]): ScriptStack | null {
  const go = readGo(lines);
  return go.length > 0 ? { frames: go, failure: firstFailure(lines) } : readPython(lines);
}

/** A call, and below it, further in, its file: the first goroutine is the one that panicked. */
function readGo(lines: readonly string[]): Frame[] {
  const frames: Frame[] = [];
  const isRace = lines.some((line) => / by (?:main goroutine|goroutine \d{1,9}):$/.test(line));
  for (const [at, line] of lines.entries()) {
    const isNext = line.startsWith('goroutine ') || (isRace && line.trim() === '');
    if (isNext && frames.some(({ fn }) => !goMachinery.test(fn))) break;
    // The runtime's own stack comes first; where it tells of nothing but dying, the goroutine's tells more.
    if (isNext) frames.length = 0;
    const frame = goFrame(line, lines[at + 1] ?? '');
    if (frame !== null && frames.length < maxFrames) frames.push(frame);
  }
  return frames;
}

const goMachinery =
  /^(?:panic|runtime\.(?:throw|gothrow|fatalthrow|sigpanic|gopanic|panic\w*|dopanic\w*|newstack|morestack\w*|systemstack\w*|mstart\w*|mcall|rt0_go|goexit))$/;

/** Go has no other files in a stack; the runtime was written in C until 1.4. Whoever pastes a stack loses its tabs. */
const goPlace = /^[\t ]{1,40}(\S.{0,300}?\.(?:go|s|c|h|goc)):\d{1,7}(?:[ \t]|$)/;
/** Until 2012: `runtime.throw+0x43 /go/src/pkg/runtime/runtime.c:102`, and below it the call. */
const oldGoFrame = /^([A-Za-z][^\s+]{0,200})\+0x[0-9a-f]{1,8} (\S{1,300}\.(?:go|s|c|h|goc)):\d{1,7}$/;

function goFrame(line: string, below: string): Frame | null {
  const old = oldGoFrame.exec(line);
  if (old !== null) return { fn: goName(old[1] ?? ''), module: baseName(old[2] ?? ''), pc: '' };
  const place = goPlace.exec(below);
  const said = place === null ? '' : line.trim();
  const open = said.endsWith(')') ? said.lastIndexOf('(') : said.startsWith('created by ') ? said.length : -1;
  if (place === null || open < 1) return null;
  const name = said
    .slice(0, open)
    .replace(/^created by /, '')
    .replace(/ in goroutine \d+$/, '');
  return /\s/.test(name) ? null : { fn: goName(name), module: baseName(place[1] ?? ''), pc: '' };
}

/** `net/http.(*conn).serve`, `main.f.func1.2`, `main.f·001`, `slices.Sort[...]`: without the path, type arguments and the number of a closure. */
const goName = (name: string): string =>
  name
    .slice(name.lastIndexOf('/') + 1)
    .replace(/\[[^\]]{0,200}\]/g, '')
    .replace(/\.func\d+(?:\.\d+)*/g, '.func')
    .replace(/[._]func[·_]\d+$/, '.func')
    .replace(/-fm$/, '');

/** The innermost call is last, and what was raised behind it; where the interpreter itself died it is first. */
function readPython(lines: readonly string[]): ScriptStack | null {
  const frames: Frame[] = [];
  let failure: Failure | null = null;
  const isFirstFirst = lines.some((line) => line.includes('(most recent call first)'));
  for (const line of lines) {
    const match = /^\s{0,12}File "([^"]{1,300})", line \d{1,7},? in (\S{1,120})/.exec(line);
    if (match !== null) {
      failure = null;
      if (frames.length >= maxFrames) frames.pop();
      const module = baseName(match[1] ?? '');
      frames.unshift({
        fn: match[2] === '<module>' ? module : `${module.replace(/\.py$/, '')}.${match[2] ?? ''}`,
        module,
        pc: '',
      });
    } else if (frames.length > 0 && failure === null) {
      const raised = /^([A-Za-z_][\w.]{1,120})(?:: (.{0,300}))?$/.exec(line);
      if (raised !== null)
        failure = { failure: raised[1] ?? '', words: frames.length > 1 ? [] : [messageTemplate(raised[2] ?? '')] };
    }
  }
  if (isFirstFirst) return frames.length === 0 ? null : { frames: frames.reverse(), failure: firstFailure(lines) };
  return frames.length === 0 ? null : { frames, failure };
}
