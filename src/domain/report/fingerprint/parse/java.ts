// Java and Kotlin: the innermost exception that says what failed, and the first frames of the app's own code.
import { remember } from '../../../memo.ts';
import { cutLines } from '../cut/cut.ts';
import { canonicalCycle } from '../key/cycle.ts';
import { isScriptFrame } from '../normalise/java-frame.ts';
import { messageTemplate } from '../normalise/message.ts';
import { compileRules, judgeFrames } from '../skip/frame-rule.ts';
import { javaRules, libraryPackages, platformPackages, wrappers } from '../skip/java-rules.ts';
import type { Frame, Reading, Verdict } from '../trace.ts';
import { readThrown, type Thrown } from './java-chain.ts';
import { isOfBridge, messageWords } from './java-message.ts';

/** The method that failed and its caller: deeper ones differ between ways to get there, not between faults. */
const ownFrames = 2;
/** Where nothing is the app's own: enough of the framework to tell two callers apart (reports.md 2.3). */
const platformFrames = 5;

const rules = compileRules(javaRules);

export function readJava(text: string, at: number): Reading | null {
  // A drop-box header has no such head, and what stands above it in a log is of another trace.
  const lines = cutLines(text, at, { before: text.startsWith('FATAL EXCEPTION', at) ? 0 : 12 });
  const found = readThrown(lines);
  if (found === null) return null;
  // A class with frames of another language: they begin alike.
  if (found.chain.every(({ frames }) => frames.length === 0) && lines.some((line) => isScriptFrame(line))) return null;
  const { process, chain } = found;
  const thrown = decisive(chain);
  const frames = wholeStack(chain, thrown);
  const verdicts = preferOwn(judgeFrames(frames, rules), process);
  const keptNames = verdicts.filter(({ isKept }) => isKept).map(({ frame }) => frame.fn);
  const kept = thrown.type.endsWith('StackOverflowError') ? canonicalCycle(keptNames) : keptNames;
  const isOwn = kept.some((fn) => ownership(fn, process) === 'own');
  const words = messageWords(thrown.type, thrown.message, kept.length, isOwn);
  const failure = thrown.type;
  const scope = isOwn && !kept.slice(0, ownFrames).every(isObfuscated) ? [] : [process];
  const head = [...scope, failure, ...words];
  return {
    trace: { failure, process, message: thrown.message, frames },
    verdicts,
    parts: {
      strict: isSystemDeath(thrown.type)
        ? ['system died']
        : [...head, ...kept.slice(0, isOwn ? ownFrames : platformFrames)],
      loose: [...scope, failure, ...kept.slice(0, 1)],
      alt: [],
      raw: [
        ...chain.flatMap(({ type, message, frames: all }) => [
          type,
          messageTemplate(message),
          ...all.map(({ fn }) => fn),
        ]),
      ],
    },
    title: titleOf(thrown, kept[0]),
  };
}

/** Walks from the outermost inwards: the innermost cause is what failed, wrappers and what they repeat are not. */
function decisive(chain: readonly Thrown[]): Thrown {
  const named = chain.filter(({ type, frames }) => type !== '' && frames.length > 0);
  return (
    named.findLast((thrown) => !isWrapper(thrown) && !isOfOtherProcess(thrown)) ??
    named.at(-1) ??
    chain.at(-1) ?? { type: '', message: '', frames: [], shared: 0 }
  );
}

/** Says which part of the framework called; who cut the causes off left only that. */
const isWrapper = ({ type, message }: Thrown): boolean =>
  wrappers.includes(type) ||
  (type === 'java.lang.RuntimeException' &&
    /^(?:Unable to \w{3,12} \w{3,20} |Error receiving broadcast)/.test(message));

/** The service that refused a call says where in itself it did; what it refused to whom stands above. */
const isOfOtherProcess = ({ type, message }: Thrown): boolean =>
  type === 'android.os.RemoteException' && message.startsWith('Remote stack trace');

/** A cause prints only what it does not share with the exception around it; the rest is that one's. */
function wholeStack(chain: readonly Thrown[], thrown: Thrown): Frame[] {
  const frames = [...thrown.frames];
  let shared = thrown.shared;
  for (let at = chain.indexOf(thrown) - 1; at >= 0; at -= 1) {
    const outer = chain[at];
    if (outer === undefined || shared === 0) break;
    // The count is of that one's whole stack, whose last frames it may not have printed itself (Throwable of OpenJDK).
    const printed = Math.max(0, shared - outer.shared);
    frames.push(...outer.frames.slice(Math.max(0, outer.frames.length - printed)));
    shared = Math.min(shared, outer.shared);
  }
  return frames;
}

/** `a.b.c.d`: such a name is another method in every app and build. */
export const isObfuscated = (fn: string): boolean => /^(?:[\w$]{1,2}\.)*[\w$]{1,2}$/.test(fn);

/** Every app dies of it when the system server did: one fault, and not theirs (reports.md 2.3, point 6). */
const isSystemDeath = (type: string): boolean => /\bDeadSystem(?:Runtime)?Exception$/.test(type);

type Owner = 'own' | 'library' | 'platform';

/** The app's name decides before the lists do: com.android.settings is the own code of Settings. */
export function ownership(fn: string, process: string): Owner {
  const home = homeOf(process);
  if (home !== '' && fn.startsWith(home)) return 'own';
  const listed = listedOwner(fn);
  if (listed !== 'own') return listed;
  if (fn.startsWith('com.android.server.') && process !== 'system_server' && process !== '') return 'platform';
  return 'own';
}

/** The package that is the app's own, with a dot behind it; empty where the name of the process is none. */
const homeOf = remember(
  (process: string): string => {
    const home = process.split('.').slice(0, 3).join('.');
    return home.includes('.') ? `${home}.` : '';
  },
  { entries: 500, maxChars: 200 },
);

const listedOwner = remember(
  (fn: string): Owner => {
    if (libraryPackages.some((start) => fn.startsWith(start))) return 'library';
    return platformPackages.some((start) => fn.startsWith(start)) ? 'platform' : 'own';
  },
  { entries: 8_000, maxChars: 300 },
);

/** Own frames alone where there are any; else what libraries have; else the framework. */
export function preferOwn(verdicts: readonly Verdict[], process: string): Verdict[] {
  const owners = verdicts.map(({ frame, isKept }) => (isKept ? ownership(frame.fn, process) : null));
  const best = (['own', 'library', 'platform'] as const).find((owner) => owners.includes(owner));
  return verdicts.map((verdict, at) => {
    const owner = owners[at] ?? null;
    return owner === null || owner === best ? verdict : { ...verdict, rule: `${owner} code`, isKept: false };
  });
}

const titleOf = ({ type, message }: Thrown, top: string | undefined): string => {
  const short = type.slice(type.lastIndexOf('.') + 1) || 'Exception';
  if (top !== undefined && !(isOfBridge(short) && message !== '')) return `${short} in ${top}`;
  return message === '' ? short : `${short}: ${messageTemplate(message)}`;
};
