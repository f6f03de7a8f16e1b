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

/** A call, and below it, indented, its file: the first goroutine is the one that panicked. */
function readGo(lines: readonly string[]): Frame[] {
  const frames: Frame[] = [];
  for (const [at, line] of lines.entries()) {
    if (frames.length > 0 && line.startsWith('goroutine ')) break;
    const place = /^\t(\S{1,300}\.(?:go|s)):\d{1,6}/.exec(lines[at + 1] ?? '');
    const open = line.lastIndexOf('(');
    if (place === null || open < 1 || frames.length >= maxFrames) continue;
    const fn = line
      .slice(line.lastIndexOf('/', open) + 1, open)
      .replace(/^created by /, '')
      .replace(/\.func\d+(?:\.\d+)*/g, '.func');
    frames.push({ fn, module: baseName(place[1] ?? ''), pc: '' });
  }
  return frames;
}

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
