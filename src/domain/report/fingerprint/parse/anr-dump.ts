// Reads what Android writes of an ANR: the header of the log or drop-box, and the threads of the first process.
import { parseJavaFrame } from '../normalise/java-frame.ts';
import { processName, threadName } from '../normalise/paths.ts';
import type { Frame } from '../trace.ts';
import { parseAndroidFrame } from './android-frame.ts';

export type AnrThread = {
  readonly name: string;
  readonly tid: string;
  /** Its lines below the name, unread: only the threads that matter are. */
  readonly lines: string[];
  /** The thread that holds the lock it waits for. */
  waitsForTid: string | null;
  /** The lock itself; older systems name no holder. */
  waitsForLock: string | null;
  readonly holds: string[];
};

export type AnrDump = {
  readonly process: string;
  readonly reason: string;
  /** What was on the screen or asked to run, where the header or the reason names it. */
  readonly component: string;
  readonly threads: readonly AnrThread[];
};

const maxFrames = 96;
const maxThreadLines = 200;

type Open = { process: string; reason: string; component: string; threads: AnrThread[]; sections: number };

export function readAnrDump(lines: readonly string[]): AnrDump | null {
  const dump: Open = { process: '', reason: '', component: '', threads: [], sections: 0 };
  for (const line of lines) {
    if (takeThreadLine(dump, line)) continue;
    if (!takeHeader(dump, line)) break;
  }
  return dump.process === '' && dump.threads.length === 0 ? null : dump;
}

const newThread = (name: string, tid: string): AnrThread => ({
  name: name === 'main' ? name : threadName(name),
  tid,
  lines: [],
  waitsForTid: null,
  waitsForLock: null,
  holds: [],
});

/** `- locked <0x0f0984ff> (a X)`, `- waiting to lock <0x0f0984ff> (a X)` */
function takeLock(thread: AnrThread, said: string): void {
  const lock = /^- (locked|waiting to lock) <(0x[0-9a-f]{1,16})>/.exec(said);
  if (lock === null) return;
  if (lock[1] === 'locked') thread.holds.push(lock[2] ?? '');
  else thread.waitsForLock ??= lock[2] ?? null;
}

/** Consoles of app stores print `main (native):tid=1 systid=20`. */
const consoleThread = /^([^()"]{1,120}) \(\w{1,40}\): ?tid=(\d{1,7})\b/;

/** Consoles of app stores put a word of the reader's language and a number before the name. */
const threadHead = /^(?:\p{L}{2,20} \d{1,4} (?=".{1,120}" tid=))?"([^"]{0,120})"/u;

/** `"main" prio=5 tid=1 Native`, and what stands below it. */
function takeThreadLine(dump: Open, line: string): boolean {
  const said = line.trimStart();
  const listed = consoleThread.exec(said);
  if (listed !== null) {
    const name = listed[1] ?? '';
    dump.threads.push(newThread(name, listed[2] ?? ''));
    return true;
  }
  const name = threadHead.exec(said)?.[1];
  if (name !== undefined) {
    const tid = /\btid=(\d{1,7})/.exec(said)?.[1] ?? '';
    dump.threads.push(newThread(name, tid));
    return true;
  }
  const thread = dump.threads.at(-1);
  if (thread === undefined) return false;
  if (said.startsWith('- ')) {
    const holder = /^- waiting to lock .{0,200}held by (?:thread |tid=|threadid=)(\d{1,7})/.exec(said)?.[1];
    if (holder !== undefined) thread.waitsForTid ??= holder;
    takeLock(thread, said);
    return true;
  }
  const isFrame = said.startsWith('at ') || said.startsWith('#') || said.startsWith('native: ');
  if (isFrame && thread.lines.length < maxThreadLines) thread.lines.push(said);
  return isFrame || said.startsWith('|');
}

/** Innermost first, native frames before the managed ones that called them. */
export const threadFrames = ({ lines }: AnrThread): Frame[] =>
  lines
    .flatMap((said) => parseJavaFrame(said) ?? parseAndroidFrame(said.replace(/^native: /, '')) ?? [])
    .slice(0, maxFrames);

/** False where the next process begins. */
function takeHeader(dump: Open, line: string): boolean {
  const said = line.trim();
  if (said.startsWith('----- ') && said.includes('pid ')) {
    dump.sections += 1;
    return dump.threads.length === 0;
  }
  const process = /^(?:Cmd ?line: |Process: |ANR in |Package: )([^\s,(]{1,200})/.exec(said)?.[1];
  if (process !== undefined && dump.process === '') dump.process = processName(process);
  const reason = /^(?:Reason: |Subject: |Annotation: )(.{1,600})/.exec(said)?.[1];
  if (reason !== undefined && dump.reason === '') dump.reason = anrReason(reason);
  if (dump.component === '') dump.component = wholeComponent(componentPattern.exec(said)?.[1] ?? '');
  return true;
}

/** `ANR in com.nova (com.nova/.Main)`, and in a reason `(61a981d com.nova/com.nova.Main (server) is not responding`. */
const componentPattern =
  /^(?:ANR in \S{1,200} \(|(?:Reason|Subject): Input dispatching timed out \((?:[0-9a-f]{5,16} )?)([\w.]{1,200}\/[\w.$]{1,200})/;

/** `com.nova/.Main` is short for `com.nova/com.nova.Main`. */
const wholeComponent = (name: string): string => name.replace(/^([\w.]{1,200})\/\./, '$1/$1.');

/** Bars and gestures of the system have windows without a component: `(8ca76ce Taskbar is not responding. Waited 16395ms`. */
const windowIn = (said: string): string =>
  /\((?:[0-9a-f]{5,16} )?((?:\[[\w ]{3,30}\] )?[\w .#-]{2,60}?)(?: \(server\))? is not responding/.exec(said)?.[1] ??
  '';

/** The kind of wait and who was waited for; not for how long, in which window, with which flags. */
function anrReason(said: string): string {
  const intent = /\bact=([\w.]{1,200})/.exec(said)?.[1];
  const component =
    /\bcmp=([\w./$]{1,300})/.exec(said)?.[1] ?? /\{[0-9a-f]{1,16} (?:u\d{1,4} )?([\w./$]{3,300})/.exec(said)?.[1];
  const service = /(?:executing service|start executing job|foreground service) ([\w./$]{1,300})/i.exec(said)?.[1];
  const kind = said.split(/[({,:]/, 1)[0] ?? '';
  return [kind.trim(), intent, wholeComponent(component ?? service ?? windowIn(said))]
    .filter((word) => word !== undefined && word !== '')
    .join(' ');
}
