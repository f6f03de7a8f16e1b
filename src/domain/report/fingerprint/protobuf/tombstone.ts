// Prints tombstones in protobuf (`tombstone_NN.pb`) as Android prints the text of the same crash, so that both get the same keys.
// Field numbers: system/core/debuggerd/proto/tombstone.proto of AOSP.
import { type Field, fieldsOf, textAt } from './fields.ts';

type Crash = {
  pid: number;
  tid: number;
  fingerprint: string;
  command: string;
  signal: string;
  abort: string;
  readonly causes: string[];
  /** Messages of threads by their id, unread: only the one that crashed is. */
  readonly threads: Map<number, Field>;
};

const maxThreads = 10_000;
const maxFrames = 256;
const maxCauses = 8;

/** Null for what is no tombstone. One that was cut off keeps what came before the cut. */
export function printTombstone(bytes: Uint8Array): string | null {
  const crash = readCrash(bytes);
  if (crash === null) return null;
  const thread = crash.threads.get(crash.tid);
  return [
    '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
    `Build fingerprint: '${oneLine(crash.fingerprint)}'`,
    ...threadLines(bytes, crash, thread),
    '',
  ].join('\n');
}

function readCrash(bytes: Uint8Array): Crash | null {
  const crash: Crash = {
    pid: 0,
    tid: 0,
    fingerprint: '',
    command: '',
    signal: '',
    abort: '',
    causes: [],
    threads: new Map(),
  };
  for (const field of fieldsOf(bytes, 0, bytes.length)) takeCrashField(bytes, crash, field);
  const isCrash = crash.tid > 0 && crash.pid > 0 && (crash.signal !== '' || crash.threads.size > 0);
  return isCrash ? crash : null;
}

function takeCrashField(bytes: Uint8Array, crash: Crash, field: Field): void {
  switch (field.number) {
    case 2:
      crash.fingerprint = textAt(bytes, field, 256);
      break;
    case 5:
      crash.pid = field.value;
      break;
    case 6:
      crash.tid = field.value;
      break;
    case 9:
      // The first word names the process; arguments follow, one a field.
      if (crash.command === '') crash.command = textAt(bytes, field, 512);
      break;
    case 10:
      crash.signal = signalLine(bytes, field);
      break;
    case 14:
      crash.abort = textAt(bytes, field);
      break;
    case 15:
      if (crash.causes.length < maxCauses) crash.causes.push(textOf(bytes, field, 1));
      break;
    case 16:
      takeThread(bytes, crash, field);
      break;
  }
}

/** An entry of a map: field 1 is the key, field 2 the thread. */
function takeThread(bytes: Uint8Array, crash: Crash, entry: Field): void {
  let tid = 0;
  let thread: Field | null = null;
  for (const field of fieldsOf(bytes, entry.from, entry.to)) {
    if (field.number === 1) tid = field.value;
    if (field.number === 2) thread = field;
  }
  if (thread !== null && crash.threads.size < maxThreads) crash.threads.set(tid, thread);
}

function signalLine(bytes: Uint8Array, signal: Field): string {
  let [number, code, address] = [0, 0, 0];
  let [name, codeName] = ['', ''];
  let hasAddress = false;
  for (const field of fieldsOf(bytes, signal.from, signal.to)) {
    if (field.number === 1) number = field.value;
    if (field.number === 2) name = textAt(bytes, field, 32);
    if (field.number === 3) code = field.value;
    if (field.number === 4) codeName = textAt(bytes, field, 32);
    if (field.number === 8) hasAddress = field.value === 1;
    if (field.number === 9) address = field.value;
  }
  const printedCode = code > 2 ** 31 ? -1 : code;
  const where = hasAddress ? `0x${address.toString(16).padStart(16, '0')}` : '--------';
  return `signal ${number} (${name}), code ${printedCode} (${codeName}), fault addr ${where}`;
}

function threadLines(bytes: Uint8Array, crash: Crash, thread: Field | undefined): string[] {
  const frames: string[] = [];
  const registers: string[] = [];
  let name = '';
  if (thread !== undefined) {
    for (const field of fieldsOf(bytes, thread.from, thread.to)) {
      if (field.number === 2) name = textAt(bytes, field, 80);
      if (field.number === 3) registers.push(...registerWords(bytes, field));
      if (field.number === 4 && frames.length < maxFrames) frames.push(frameLine(bytes, field, frames.length));
    }
  }
  return [
    `pid: ${crash.pid}, tid: ${crash.tid}, name: ${oneLine(name)}  >>> ${oneLine(crash.command)} <<<`,
    ...(crash.signal === '' ? [] : [crash.signal]),
    ...crash.causes.map((cause) => `Cause: ${oneLine(cause)}`),
    ...(crash.abort === '' ? [] : [`Abort message: '${oneLine(crash.abort)}'`]),
    ...(registers.length === 0 ? [] : [`    ${registers.join('  ')}`]),
    'backtrace:',
    ...frames,
  ];
}

/** The two that say where a jump into nowhere came from. */
function registerWords(bytes: Uint8Array, register: Field): string[] {
  const name = textOf(bytes, register, 1);
  if (!/^(?:pc|lr|rip|eip|ra)$/.test(name)) return [];
  let value = 0;
  for (const field of fieldsOf(bytes, register.from, register.to)) if (field.number === 2) value = field.value;
  return [`${name} ${value.toString(16).padStart(16, '0')}`];
}

function frameLine(bytes: Uint8Array, frame: Field, index: number): string {
  let [pc, offset, mapOffset] = [0, 0, 0];
  let [fn, file, build] = ['', '', ''];
  for (const field of fieldsOf(bytes, frame.from, frame.to)) {
    if (field.number === 1) pc = field.value;
    if (field.number === 4) fn = textAt(bytes, field);
    if (field.number === 5) offset = field.value;
    if (field.number === 6) file = textAt(bytes, field, 512);
    if (field.number === 7) mapOffset = field.value;
    if (field.number === 8) build = textAt(bytes, field, 128);
  }
  return [
    `      #${String(index).padStart(2, '0')} pc ${pc.toString(16).padStart(16, '0')}  ${oneLine(file) || '<unknown>'}`,
    ...(mapOffset === 0 ? [] : [`(offset 0x${mapOffset.toString(16)})`]),
    ...(fn === '' ? [] : [`(${oneLine(fn)}+${offset})`]),
    ...(build === '' ? [] : [`(BuildId: ${oneLine(build)})`]),
  ].join(' ');
}

function textOf(bytes: Uint8Array, message: Field, number: number): string {
  for (const field of fieldsOf(bytes, message.from, message.to))
    if (field.number === number) return textAt(bytes, field, 512);
  return '';
}

/** A field that holds a line end would print as two lines and be read as another field. */
const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ');
