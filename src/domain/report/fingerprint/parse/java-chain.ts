// Reads a printed exception with its causes: class, message and frames of each, and whose process it was.
import { parseJavaFrame } from '../normalise/java-frame.ts';
import { processName } from '../normalise/paths.ts';
import type { Frame } from '../trace.ts';

export type Thrown = {
  readonly type: string;
  readonly message: string;
  readonly frames: Frame[];
  /** Frames that it shares with the exception around it, from `... 13 more`. */
  shared: number;
};

export type ThrownChain = { readonly process: string; readonly chain: readonly Thrown[] };

/** Deeper stacks repeat themselves; deeper chains too. */
const maxFrames = 128;
const maxCauses = 16;

const typeAndMessage =
  /^(?:== Java Exception: |Exception (?:in thread "[^"]{0,120}" )?|[Ff]atal [Ee]xception: |Uncaught (?:handler: |exception (?:in thread [^:]{1,80}: )?)?|(?:FATAL|ERROR)[: ]{1,3})?((?:[A-Za-z_$][\w$]{0,80}\.){1,12}[A-Za-z_$][\w$]{0,120}|[A-Z][\w$]{0,80}(?:Exception|Error))(?:: ?(.*))?$/;

/** The first exception with frames and its chain of causes; lines of other programs must be gone. */
export function readThrown(lines: readonly string[]): ThrownChain | null {
  const state: State = {
    process: '',
    chain: [],
    pending: null,
    isInSuppressed: false,
    suppressedDepth: 0,
    isInMessage: false,
  };
  for (const line of lines) if (!takeLine(state, line)) break;
  if (state.chain.length === 0 && state.pending !== null) state.chain.push(state.pending);
  return state.chain.length === 0 ? null : { process: state.process, chain: state.chain };
}

type State = {
  process: string;
  readonly chain: Thrown[];
  /** A class name that waits for its first frame; the first one wins over what its message's further lines look like. */
  pending: Thrown | null;
  isInSuppressed: boolean;
  suppressedDepth: number;
  /** Behind a cause and before its frames: its message may have lines that look like exceptions. */
  isInMessage: boolean;
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** False where the trace is over. */
function takeLine(state: State, line: string): boolean {
  // Who pastes a trace makes the line bold that matters most.
  const said = line.trim().replace(/^\*\*(?=Caused by: )/, '');
  if (said === '') return true;
  const frame = parseJavaFrame(said);
  if (frame !== null) return takeFrame(state, frame, indentOf(line));
  if (said.startsWith('Suppressed: ')) {
    state.isInSuppressed = true;
    state.suppressedDepth = indentOf(line);
    return true;
  }
  if (said.startsWith('Caused by: ')) return takeCause(state, said.slice(11), indentOf(line));
  const more = /^\.\.\. (\d{1,4}) more/.exec(said)?.[1];
  if (more !== undefined) {
    const last = state.chain.at(-1);
    if (last !== undefined && !state.isInSuppressed) last.shared = Number(more);
    return true;
  }
  return takeOther(state, said, line);
}

function takeFrame(state: State, frame: Frame, indent: number): boolean {
  if (state.isInSuppressed && indent > state.suppressedDepth) return true;
  state.isInMessage = false;
  if (state.pending !== null) {
    state.chain.push(state.pending);
    state.pending = null;
  }
  const last = state.chain.at(-1);
  if (last === undefined) state.chain.push({ type: '', message: '', frames: [frame], shared: 0 });
  else if (last.frames.length < maxFrames) last.frames.push(frame);
  return true;
}

/** A cause of a suppressed exception stands as deep as it; it belongs to that one. */
function takeCause(state: State, said: string, indent: number): boolean {
  if (state.isInSuppressed && indent >= state.suppressedDepth && state.suppressedDepth > 0) return true;
  state.isInSuppressed = false;
  if (state.chain.length >= maxCauses) return false;
  // Engines of JavaScript print causes, too, below an error that is none of Java.
  const isInner = state.chain.length > 0 || state.pending !== null;
  const thrown = thrownFrom(said) ?? (isInner ? withoutPackage(said) : null);
  state.isInMessage = thrown !== null;
  if (thrown !== null) state.chain.push(thrown);
  return true;
}

/** A cause is a class, even if it has no package and no name of an error. */
function withoutPackage(said: string): Thrown | null {
  const match = /^([A-Za-z_$][\w$]{0,120})(?:: ?(.*))?$/.exec(said);
  return match === null ? null : { type: match[1] ?? '', message: match[2] ?? '', frames: [], shared: 0 };
}

function takeOther(state: State, said: string, line: string): boolean {
  const isHead = /^(?:\*\*\* )?FATAL EXCEPTION(?: IN SYSTEM PROCESS)?:/.test(said);
  // Trackers list the crashed thread, and below it what was thrown, with the same frames.
  if (said.startsWith('Fatal Exception: ') && state.chain.every(({ type }) => type === '')) {
    state.chain.length = 0;
    state.pending = thrownFrom(said);
    return true;
  }
  if (state.chain.length > 0)
    return !isHead && !said.startsWith('Process: ') && (state.isInMessage || !isNextThrown(state, line));
  if (said.includes('IN SYSTEM PROCESS')) state.process = 'system_server';
  const process = /^Process: ([^\s,]{1,200})/.exec(said)?.[1];
  if (process !== undefined) state.process = processName(process);
  else if (!isHead && state.pending !== null) state.pending = withCall(state.pending, said);
  else if (!isHead) state.pending = thrownFrom(said);
  return true;
}

/** A log goes on with the next exception, whose causes are none of this one. */
const isNextThrown = ({ chain }: State, line: string): boolean =>
  chain.some(({ type, frames }) => type !== '' && frames.length > 0) &&
  /^(?:[a-z][\w$]{0,80}\.){1,12}[A-Z][\w$]{0,120}(?:Exception|Error)(?:: |$)/.test(line);

/** So many functions tell where in the other language it was; more are of its machinery. */
const maxCalls = 3;

/** The bridge from JavaScript prints that stack below the message: `f@1:173481`, `f (address at@1:173481`. */
function withCall(thrown: Thrown, said: string): Thrown {
  if (!thrown.type.endsWith('JavascriptException')) return thrown;
  const call = /^([\w$.<>]{3,80}?)(?: \(address at)?@-?\d{1,9}/.exec(said)?.[1];
  const isTelling = call !== undefined && !/^(?:anonymous|apply|call|value|<\w{1,20}>)$/.test(call);
  const count = thrown.message.split(callMark).length - 1;
  return isTelling && count < maxCalls ? { ...thrown, message: `${thrown.message}${callMark}${call}` } : thrown;
}

const callMark = ' < ';

function thrownFrom(said: string): Thrown | null {
  const match = typeAndMessage.exec(said);
  if (match === null) return null;
  return { type: match[1] ?? '', message: match[2] ?? '', frames: [], shared: 0 };
}
