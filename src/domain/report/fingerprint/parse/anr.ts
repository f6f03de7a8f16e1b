// ANRs: what the main thread waits for, followed through locks; else which component was too slow.
import { cutLines } from '../cut/cut.ts';
import { messageTemplate } from '../normalise/message.ts';
import { anrRules } from '../skip/anr-rules.ts';
import { compileRules, judgeFrames } from '../skip/frame-rule.ts';
import { javaRules } from '../skip/java-rules.ts';
import type { Frame, Reading, Verdict } from '../trace.ts';
import { type AnrDump, type AnrThread, readAnrDump, threadFrames } from './anr-dump.ts';
import { isObfuscated, ownership, preferOwn } from './java.ts';

/** A chain of locks longer than this is a ring. */
const maxHops = 3;
/** Frames under the first meaningful one that tell two of its callers apart. */
const strictFrames = 2;
/** More differ from one dump of a program to the next. */
const ownThreads = 16;

const rules = compileRules([...anrRules, ...javaRules]);

export function readAnr(text: string, at: number): Reading | null {
  const dump = readAnrDump(cutLines(text, at, { before: 8 }));
  if (dump === null) return null;
  const { process, reason, component } = dump;
  const { thread, hops } = followLocks(dump);
  const frames = thread === undefined ? [] : threadFrames(thread);
  const verdicts = judgeThread(frames, process);
  const kept = verdicts.filter(({ isKept }) => isKept).map(({ frame }) => frame.fn || frame.module);
  const isIdle = frames.length === 0 || isPolling(frames);
  const words =
    isIdle || kept.length === 0
      ? ['idle', messageTemplate(reason.includes('/') ? reason : `${reason} ${component}`)]
      : kept;
  const lock = hops > 0 ? ['lock'] : [];
  // Own code names its app by itself, and consoles leave the process out.
  const [top] = kept;
  const isOwn =
    !isIdle && top !== undefined && ownership(top, process) === 'own' && top.includes('.') && !isObfuscated(top);
  const scope = isOwn ? [] : [process];
  return {
    trace: { failure: 'ANR', process, message: reason, frames },
    verdicts,
    parts: {
      strict: ['ANR', ...scope, ...lock, ...words.slice(0, strictFrames), ...(isIdle ? ownWords(dump) : [])],
      loose: ['ANR', ...scope, ...words.slice(0, isIdle ? 2 : 1)],
      alt: [],
      raw: ['ANR', process, messageTemplate(reason), ...frames.map(({ fn, module }) => fn || module)],
    },
    title: `ANR in ${process || 'unknown process'}${isIdle ? `: ${messageTemplate(reason) || 'idle'}` : ` at ${words[0] ?? ''}`}`,
  };
}

/**
 * Touches, keys and frames are dispatched out of the poll, so it stands below what handles them, too. A loop that asks
 * for the time between two polls is as idle.
 */
const isPolling = (frames: readonly Frame[]): boolean =>
  frames
    .find(({ pc, fn }) => pc === '' && fn !== '' && !fn.startsWith('android.os.SystemClock.'))
    ?.fn.startsWith('android.os.MessageQueue.') === true;

/** Every device has these processes, so their name tells no more than that nothing is known. */
const isOfSystem = (process: string): boolean =>
  !process.includes('.') || /^(?:com\.android\.|com\.google\.android\.|android\.)/.test(process);

/** An idle dump of which nobody says why is known by the threads that it has, where its process tells nothing either. */
const ownWords = ({ process, reason, component, threads }: AnrDump): string[] =>
  reason + component === '' && isOfSystem(process)
    ? [...new Set(threads.map(({ name }) => name))].slice(0, ownThreads)
    : [];

/** Whoever holds the lock that main waits for is where the time goes. */
function followLocks(dump: AnrDump): { readonly thread: AnrThread | undefined; readonly hops: number } {
  const mains = dump.threads.filter(({ name }) => name === 'main');
  // Consoles print a line for the list above the thread's own.
  let thread = mains.find(({ lines }) => lines.length > 0) ?? mains[0];
  let hops = 0;
  while (thread !== undefined && hops < maxHops) {
    const holder = holderFor(thread, dump);
    if (holder === undefined || holder === thread) break;
    thread = holder;
    hops += 1;
  }
  return { thread, hops };
}

function holderFor({ waitsForTid, waitsForLock }: AnrThread, { threads }: AnrDump): AnrThread | undefined {
  if (waitsForTid !== null) return threads.find(({ tid }) => tid === waitsForTid);
  return waitsForLock === null ? undefined : threads.find(({ holds }) => holds.includes(waitsForLock));
}

/** Managed frames say more than the native ones above them; those count where there is nothing else. */
function judgeThread(frames: readonly Frame[], process: string): Verdict[] {
  const isManaged = frames.some(({ pc, fn }) => pc === '' && fn !== '');
  const verdicts = judgeFrames(frames, rules);
  if (!isManaged) return verdicts;
  return preferOwn(
    verdicts.map((verdict) =>
      verdict.frame.pc === '' ? verdict : { ...verdict, rule: 'native code below managed code', isKept: false },
    ),
    process,
  );
}
