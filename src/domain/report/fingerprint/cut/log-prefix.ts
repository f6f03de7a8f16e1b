// Takes what loggers put before a line off it: logcat, printk, serial monitors. What stays is what the program printed.

export type LogLine = {
  readonly text: string;
  /** Who printed it, where the logger says so: tag and process of logcat, the caller of printk. */
  readonly from: string;
};

type Prefix = { readonly name: string; readonly pattern: RegExp; readonly from: (groups: readonly string[]) => string };

const day = String.raw`(?:\d{4}-)?\d\d-\d\d[ T]`;
const clock = String.raw`\d\d:\d\d:\d\d\.\d{3,9}(?:Z| ?[+-]\d{4})?`;
const tagAndPid = ([tag = '', pid = '']: readonly string[]): string => `${tag.trim()} ${pid}`;
const pidAndTag = ([pid = '', tag = '']: readonly string[]): string => `${tag.trim()} ${pid}`;
const nobody = (): string => '';

/** Every pattern is anchored and each of its repetitions bounded: it fails within the prefix, whatever follows. */
const logcat: readonly Prefix[] = [
  {
    name: 'threadtime',
    pattern: new RegExp(
      `^(?:\\[\\w\\] )?${day}${clock} {1,8}(?:\\w{1,12} {1,8})??(\\d{1,7}) {1,8}\\d{1,7} [VDIWEFA] ([^:]{0,80}): ?`,
    ),
    from: pidAndTag,
  },
  {
    name: 'time',
    pattern: new RegExp(`^${day}${clock}:? {1,4}[VDIWEFA]/([^(]{0,80})\\( {0,6}(\\d{1,7})\\): ?`),
    from: tagAndPid,
  },
  { name: 'brief', pattern: /^[VDIWEFA]\/([^(]{0,80})\( {0,6}(\d{1,7})\): ?/, from: tagAndPid },
  {
    name: 'studio',
    pattern: new RegExp(`^${day}${clock} (\\d{1,7})-\\d{1,7}/\\S{1,150} [VDIWEFA]/([^:]{0,80}): ?`),
    from: pidAndTag,
  },
  {
    name: 'studio columns',
    pattern: new RegExp(
      `^${day}${clock} {1,4}(\\d{1,7})-\\d{1,7} {1,4}(\\S{1,80}) {1,40}\\S{1,150} {1,40}[VDIWEFA](?: {1,2}|$)`,
    ),
    from: pidAndTag,
  },
  {
    name: 'Unity',
    pattern:
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{3} (\d{1,7}) \d{1,7} (?:Verbose|Debug|Info|Warn|Error|Fatal|Assert) (\S{1,80}) /,
    from: pidAndTag,
  },
  {
    name: 'studio without time',
    pattern: /^(?:(\d{1,7})-\d{1,7}\/)?[\w.?:]{1,150} [VDIWEFA]\/([^:]{0,80}): ?/,
    from: pidAndTag,
  },
  { name: 'tag', pattern: /^[VDIWEFA]\/([\w.-]{1,60}) {0,30}: ?/, from: tagAndPid },
  // Who pastes a log cuts its columns of times and numbers off.
  { name: 'level and tag', pattern: /^[VDIWEFA] ([\w.$/-]{2,60}) {0,30}: ?/, from: tagAndPid },
  { name: 'thread', pattern: /^[VDIWEFA]\( {0,6}(\d{1,7}): {0,6}(?:0x)?[\da-f]{1,7}\) ?/, from: pidAndTag },
  {
    name: 'epoch',
    pattern: /^\d{1,12}\.\d{3,9} {1,8}(?:\w{1,12} {1,8})??(\d{1,7}) {1,8}\d{1,7} [VDIWEFA] ([^:]{0,80}): ?/,
    from: pidAndTag,
  },
];

const printk: readonly Prefix[] = [
  {
    name: 'printk',
    pattern:
      /^(?:\*\* \d{1,9} printk messages dropped \*\* )?(?:[A-Z][a-z]{2} {1,2}\d{1,2} [\d:]{8} \S{1,64} kernel: ?)?(?:[^[\]]{0,60} login: )?(?:<\d{1,3}>)?-?\[(?: {0,6}\d{1,8}|\d\d-\d\d \d\d:\d\d:\d\d)\.\d{1,9}\](?:@\d{1,3}(?= ))?(?:\[ {0,6}([CT]\d{1,9})\])?(?: {0,2}[A-Z]?\[ ?(\d{1,7}: {0,40}[^\]]{1,60})\]| ?-?\(\d{1,3}\)\[(\d{1,7}:[^\]]{1,40})\])? ?(?:(DEBUG): )?/,
    // Before there is a logcat, Android's debuggerd tells the kernel of crashes, by its tag.
    from: ([caller, samsung, mediatek, debuggerd]) =>
      debuggerd ?? caller ?? samsung?.replaceAll(' ', '') ?? mediatek ?? 'printk',
  },
  { name: 'syslog', pattern: /^[A-Z][a-z]{2} {1,2}\d{1,2} [\d:]{8} (?:\S{1,64} )?kernel: ?/, from: () => 'printk' },
  { name: 'bare level', pattern: /^<\d{1,3}>(?=\S)/, from: nobody },
];

const serial: readonly Prefix[] = [
  // Levels are padded to six characters, and a prefix of the board may follow.
  {
    name: 'NuttX',
    pattern: /^\[(?: EMERG| ALERT| {2}CRIT| ERROR| {2}WARN| {2}INFO| DEBUG)\] (?:\[\w{1,12}\] )?/,
    from: nobody,
  },
  { name: 'Flutter', pattern: /^\[ {0,4}(?:\+\d{1,6} ms| {4,8})\](?: |$)/, from: nobody },
  { name: 'arduino', pattern: /^\d\d:\d\d:\d\d\.\d{3} (?:->|→)(?: |$)/, from: nobody },
  {
    name: 'monitor',
    pattern: /^\[\d\d:\d\d:\d\d(?:\.\d{1,6})?\](?:\[[VDIWEC]\]\[[^\]]{1,60}\]:?)?(?: |(?=[A-Z])|$)/,
    from: nobody,
  },
];

/** What mail, trackers and containers put before lines that have a logger's prefix of their own. */
const wrappers: readonly Prefix[] = [
  { name: 'quotation', pattern: /^(?!>>> .{1,300} <<<$)(?:>{1,6} ){1,6}|^[> ]{1,24}$/, from: nobody },
];

const zone = String.raw`(?:Z| ?[+-]\d\d:?\d\d)?`;
const anyDay = String.raw`(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d(?:[-/.]\d{2,4})?)`;
const anyTime = String.raw`(?:${anyDay}[T ] ?)?\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?${zone}`;
const level = '(?:VERBOSE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|TRACE|SEVERE|PANIC)';

/** Every other logger that begins a line with a time: containers, runners of builds, servers, consoles of editors. */
const timed: readonly Prefix[] = [
  {
    name: 'journal',
    pattern:
      /^[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,6})? \S{1,64} ([\w.@/-]{1,64})(?:\[(\d{1,9})\])?:(?: |$)/,
    from: tagAndPid,
  },
  {
    // Two words and a colon may be what was said, so the process id has to be there.
    name: 'journal with the year',
    pattern: new RegExp(`^${anyTime} \\S{1,64} (?:([\\w.@/-]{1,64})\\[(\\d{1,9})\\]|kernel):(?: |$)`),
    from: tagAndPid,
  },
  {
    name: 'console of Apple',
    pattern: new RegExp(`^${anyTime} ([\\w .-]{1,60})\\[(\\d{1,9}):\\w{1,12}\\](?: |$)`),
    from: tagAndPid,
  },
  {
    name: 'any time',
    pattern: new RegExp(
      `^[[(]?${anyTime}[\\])]?:?(?: (?:std(?:out|err) [FP]|\\d\\d[OE][+]?|[[(]?${level}[\\])]?:? {0,2}))?(?: |$)`,
    ),
    from: nobody,
  },
  { name: 'level', pattern: new RegExp(`^${level}(?: {2}|$)`), from: nobody },
];

/** `web-1  | ` of composed containers, `0|app  | ` of process managers: the only ones that begin with any letter. */
const composed: readonly Prefix[] = [
  { name: 'composed', pattern: /^(?:\d{1,3}\|)?[\w.-]{1,60} {0,30}\|(?: |$)/, from: nobody },
];
const maxComposedChars = 90;

/** A container's, a logger's, and that of a kernel whose lines the logger took over. */
const maxPrefixes = 3;

/** The line without its prefixes; `from` is that of the innermost who told, empty where none did. */
export function stripLogPrefix(line: string): LogLine {
  let found: LogLine = { text: line, from: '' };
  for (let round = 0; round < maxPrefixes; round += 1) {
    const inner = stripOnce(found.text);
    if (inner === null) break;
    found = { text: inner.text, from: inner.from === '' ? found.from : inner.from };
  }
  return found;
}

const maxIndent = 120;
/** The shortest is a level on a line of its own. */
const leastPrefix = 4;

/** Null where the line has none. Whoever quotes a log indents it: blanks before a prefix go with it, others are the line's own. */
function stripOnce(line: string): LogLine | null {
  let start = 0;
  while (start < maxIndent && (line.charCodeAt(start) === 0x20 || line.charCodeAt(start) === 0x09)) start += 1;
  const bar = line.slice(start, start + maxComposedChars).indexOf('|');
  const prefixes =
    bar > 0 ? [...prefixesFor(line.charCodeAt(start)), ...composed] : prefixesFor(line.charCodeAt(start));
  if (prefixes === none) return null;
  const said = start === 0 ? line : line.slice(start);
  if (prefixes !== wrappers && said.length < leastPrefix) return null;
  for (const { pattern, from } of prefixes) {
    const match = pattern.exec(said);
    if (match !== null && match[0].length > 0) return { text: said.slice(match[0].length), from: from(match.slice(1)) };
  }
  return null;
}

/** The first character says which loggers it can be; most lines of a bare trace are tried against none. */
function prefixesFor(first: number): readonly Prefix[] {
  if (first >= 0x30 && first <= 0x39) return digitFirst;
  if (first === 0x5b) return bracketFirst;
  if (first >= 0x41 && first <= 0x5a) return capitalFirst;
  if (first >= 0x61 && first <= 0x7a) return packageFirst;
  if (first === 0x3e) return wrappers;
  return first === 0x3c || first === 0x2d || first === 0x2a ? printk : none;
}

const none: readonly Prefix[] = [];
const digitFirst = [...logcat, ...serial, ...timed];
const bracketFirst = [...printk, ...logcat, ...serial, ...timed];
const capitalFirst = [...logcat, ...printk, ...timed];
const packageFirst = logcat.filter(({ name }) => name === 'studio without time');
