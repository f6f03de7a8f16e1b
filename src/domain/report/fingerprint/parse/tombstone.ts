// Android tombstones, from files and from the log: process, signal, abort message and the frames that caused it.
import { cutLines } from '../cut/cut.ts';
import { messageTemplate } from '../normalise/message.ts';
import { processName, threadName } from '../normalise/paths.ts';
import { compileRules, frameWord, isLastResort, judgeFrames, keptFrames } from '../skip/frame-rule.ts';
import { nativeRules } from '../skip/native-rules.ts';
import { tombstoneRules } from '../skip/tombstone-rules.ts';
import type { Frame, Reading, Trace, Verdict } from '../trace.ts';
import { parseAndroidFrame } from './android-frame.ts';

/** The first meaningful frame and three below it (reports.md 3.5). */
const strictFrames = 4;
const machineryFrames = 8;
const maxFrames = 64;
/** So many functions in a row are one place in a shared library, whichever process it runs in. */
const namedFrames = 3;

const rules = compileRules([...tombstoneRules, ...nativeRules]);

type Found = {
  process: string;
  thread: string;
  signal: string;
  faultAddress: string;
  abort: string;
  pc: string;
  lr: string;
  readonly frames: Frame[];
};

export function readTombstone(text: string, at: number): Reading | null {
  const found: Found = { process: '', thread: '', signal: '', faultAddress: '', abort: '', pc: '', lr: '', frames: [] };
  let isOver = false;
  cutLines(text, at, {
    before: 6,
    isOver: (line) => {
      isOver ||= takeLine(found, line);
      return isOver;
    },
  });
  if (found.signal === '' && found.frames.length === 0) return null;
  return keysOf(found);
}

/** True where the crashing thread is over. */
function takeLine(found: Found, line: string): boolean {
  const said = line.trim();
  if (found.frames.length === maxFrames) return true;
  const frame = parseAndroidFrame(said);
  if (frame !== null) {
    found.frames.push(frame);
    return false;
  }
  if (found.frames.length > 0) return !said.startsWith('Note:') && !said.startsWith('at ');
  if (said.startsWith('--- ---')) return found.signal !== '';
  const owner =
    /\bpid: \d{1,7},.{0,20} name: (.{0,80}?) {1,4}>>> (.{0,300}) <<</.exec(said) ?? /()>>> (.{0,300}) <<</.exec(said);
  if (owner !== null) {
    found.thread = threadName(owner[1] ?? '');
    found.process = processName(owner[2] ?? '');
    return false;
  }
  if (said.startsWith('signal ')) takeSignal(found, said);
  else if (said.startsWith('signal: ')) takeSignal(found, said.replace(': ', ' ').replace('faultAddr', 'fault addr'));
  else if (/^(?:Crashed: |SIG[A-Z]{2,6}\()/.test(said)) takeCrashed(found, said);
  else if (said.startsWith('cmdline: ')) found.process ||= processName(said.slice(9));
  else if (said.startsWith('threadName: ')) found.thread = threadName(said.slice(12));
  else if (said.startsWith('Abort message: ') || said.startsWith('abortMessage: '))
    found.abort = said.slice(said.indexOf(': ') + 2).replace(/^['"]|['"]$/g, '');
  else takeRegisters(found, said);
  return false;
}

function takeSignal(found: Found, said: string): void {
  const match =
    /^signal \d{1,3} \((SIG\w{2,10})\)(?:, code -?\w{1,6} \((\w{1,20})[^)]{0,60}\))?.{0,20}?(?:fault addr (\S{1,20})(?: \((?:read|write)\))?)?$/.exec(
      said,
    );
  found.signal = match?.[1] ?? /SIG[A-Z]{2,6}/.exec(said)?.[0] ?? 'signal';
  found.faultAddress = match?.[3] ?? '';
}

/** `Crashed: Thread : SIGSEGV 0x0000000000000020`, `SIGSEGV(SEGV_MAPERR)`: what trackers say above the frames. */
function takeCrashed(found: Found, said: string): void {
  const match = /\b(SIG[A-Z]{2,6})\b(?: {1,4}(0x[0-9a-f]{1,16})\b)?/.exec(said);
  if (match === null) return;
  found.signal = match[1] ?? '';
  found.faultAddress = match[2] ?? '';
}

function takeRegisters(found: Found, said: string): void {
  if (!/\b(?:pc|rip|eip)\b/.test(said)) return;
  found.pc = /\b(?:pc|rip|eip) {1,4}(?:0x)?([0-9a-f]{8,16})\b/.exec(said)?.[1] ?? '';
  found.lr = /\b(?:lr|ra) {1,4}(?:0x)?([0-9a-f]{8,16})\b/.exec(said)?.[1] ?? '';
}

/** Below the first page an address is a null pointer and the offset of a member. */
const nullPageEnd = 0x1000;

function signalClass(signal: string, faultAddress: string): string {
  const name = signal.replace(/^SIG/, '');
  if (name !== 'SEGV' && name !== 'BUS') return name;
  const address = /^(?:0x)?[0-9a-f]{1,16}$/i.test(faultAddress)
    ? Number.parseInt(faultAddress.replace(/^0x/i, ''), 16)
    : Number.NaN;
  if (/^(?:0x)?(?:0{0,8})dead(?:baad|d00d|beef)$/i.test(faultAddress)) return 'ABRT';
  return address < nullPageEnd ? `${name}-null` : name;
}

/** Only addresses that say more than null or not stay. */
const plainAddress = (address: string): string => (/dead/i.test(address) ? address : '');

function keysOf(found: Found): Reading {
  const { process, frames, signal, faultAddress, abort } = found;
  const verdicts = judgeFrames(frames, rules);
  // A stack of machinery alone meets only its like, frame by frame.
  const kept = isLastResort(verdicts) ? frames.slice(0, machineryFrames) : keptFrames(aboveManaged(verdicts));
  const isNamed = kept.filter(({ fn }) => fn !== '').length >= namedFrames;
  // A pointer that hangs is null on one device and wild on the next; where it is used tells more.
  const failure = signalClass(signal, isNamed && signal !== '' ? plainAddress(faultAddress) : faultAddress);
  const abortWords = abort === '' ? [] : [abortTemplate(abort)];
  const top = kept[0];
  const names = mergeModules(kept);
  const weak = top === undefined || top.fn === '' ? weakWords(found, verdicts, top) : [];
  const scope = isNamed ? [] : [process];
  const trace: Trace = { failure, process, message: abort, frames };
  return {
    trace,
    verdicts,
    parts: {
      strict: [
        ...scope,
        failure,
        ...abortWords,
        ...names.slice(0, isLastResort(verdicts) ? machineryFrames : strictFrames),
        ...weak,
      ],
      loose: [...scope, failure, ...(names.length > 0 ? names.slice(0, 1) : abortWords)],
      alt: [],
      raw: [process, failure, abort, ...frames.map(({ fn, module, pc }) => fn || `${module} ${pc}`)],
    },
    title: `${failure || 'crash'} in ${names[0] ?? 'unknown code'} (${process || 'unknown process'})`,
  };
}

/** So many native functions tell who called them; how far an unwinder comes into managed code is chance. */
const enoughNative = 3;
const managedBegins = /^(?:art_jni_trampoline|art_quick_generic_jni_trampoline)$/;

function aboveManaged(verdicts: readonly Verdict[]): readonly Verdict[] {
  const boundary = verdicts.findIndex(({ frame }) => managedBegins.test(frame.fn));
  const above = verdicts.slice(0, Math.max(0, boundary));
  return above.filter(({ isKept, frame }) => isKept && frame.fn !== '').length >= enoughNative ? above : verdicts;
}

/**
 * Without a function: the thread, what the module called last, and how many of its frames stand together, which hold
 * from build to build. A stack of a single frame has only its place, which holds within one build.
 */
function weakWords({ thread, pc, lr, frames }: Found, verdicts: readonly Verdict[], top: Frame | undefined): string[] {
  if (top !== undefined) {
    const above = verdicts.slice(0, Math.max(0, frames.indexOf(top))).map(({ frame }) => frameWord(frame));
    return [thread, above.at(-1) ?? '', frames.length < 2 ? top.pc.slice(-3) : runLengths(verdicts)];
  }
  const isNullCall = /^0{8,16}$/.test(pc);
  return [thread, isNullCall ? 'null call' : pc.slice(-3), lr.slice(-3)];
}

/** Neighbours that are only the same module say nothing twice. */
function mergeModules(frames: readonly Frame[]): string[] {
  const names: string[] = [];
  for (const frame of frames) {
    const name = frameWord(frame);
    if (name !== '' && !(frame.fn === '' && names.at(-1) === name)) names.push(name);
  }
  return names;
}

const runLengths = (verdicts: readonly Verdict[]): string => {
  const words = keptFrames(verdicts).map(frameWord);
  const starts = words.flatMap((word, at) => (word === words[at - 1] ? [] : [at]));
  return starts
    .map((start, at) => (starts[at + 1] ?? words.length) - start)
    .slice(0, strictFrames)
    .join(' ');
};

/** `file.cc:593] ` before a message moves with every build. */
const abortTemplate = (abort: string): string =>
  messageTemplate(abort.replace(/\b([\w./-]{1,120}\.\w{1,4}):\d{1,6}/g, '$1'));
