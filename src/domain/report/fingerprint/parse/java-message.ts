// Words of a message that belong to the identity of an exception: what could not be found, linked, allowed or stored.
import { messageTemplate } from '../normalise/message.ts';

type MessageRule = {
  readonly name: string;
  readonly types: readonly string[];
  /** Takes the words out of the message; null where it has none. */
  readonly words: (message: string) => string | null;
};

const bridges = ['JavaProxyThrowable', 'JavascriptException', 'FlutterError', 'UnityException'];

/** Whether the stack is that of a bridge, and the message tells what failed on its other side. */
export const isOfBridge = (short: string): boolean => bridges.includes(short);

const first =
  (pattern: RegExp) =>
  (message: string): string | null =>
    pattern.exec(message)?.[1] ?? null;
const whole = (message: string): string | null => (message === '' ? null : messageTemplate(message));

/** By the exception's short name, top to bottom (reports.md 2.3, point 4). */
const messageRules: readonly MessageRule[] = [
  { name: 'missing symbol', types: ['UnsatisfiedLinkError'], words: first(/cannot locate symbol "([^"]{1,200})"/) },
  { name: 'missing library', types: ['UnsatisfiedLinkError'], words: first(/(lib[\w.+-]{1,80}\.so)/) },
  { name: 'missing native method', types: ['UnsatisfiedLinkError'], words: whole },
  {
    name: 'missing class or member',
    types: [
      'NoSuchMethodError',
      'NoSuchFieldError',
      'NoClassDefFoundError',
      'ClassNotFoundException',
      'NoSuchMethodException',
      'NoSuchFieldException',
      'AbstractMethodError',
      'IncompatibleClassChangeError',
      'VerifyError',
    ],
    words: (message) => messageTemplate(message.split(' (declaration of', 1)[0]?.split(' on path:', 1)[0] ?? ''),
  },
  {
    name: 'permission',
    types: ['SecurityException'],
    words: first(/((?:[a-z]\w{0,40}\.){1,8}permission\.[A-Z_]{2,80})/),
  },
  { name: 'view', types: ['InflateException'], words: first(/Error inflating class ([\w.$]{1,200})/) },
  {
    name: 'constraint',
    types: ['SQLiteConstraintException'],
    words: first(/((?:UNIQUE|FOREIGN KEY|NOT NULL|CHECK|PRIMARY KEY)[^(]{0,80})/),
  },
  {
    // The stack is that of the bridge to another language; what failed there is told in the message.
    name: 'foreign runtime',
    types: bridges,
    words: whole,
  },
  {
    name: 'database',
    types: ['SQLiteException'],
    words: first(/((?:no such (?:table|column)|duplicate column name|table \S{1,80} already)[^(]{0,80})/),
  },
];

/** What was missing an object, where every build and minifier leaves the name: so says Android since version 5 (ThrowNullPointerException in ART). */
const neededObject =
  /^Attempt to (?:invoke \w{1,12} method|read from field|write to field) '[^' ]{1,200} ((?:android|java|javax)\.[\w.$]{1,200})[(']/;

/** `class` and where it is from are said by Java since version 11. */
const castOf = /(?:^|\bclass )([\w.$]{1,200}) cannot be cast to (?:class )?([\w.$]{1,200})/;

/** Empty where the stack says it all. Without any frame the whole template has to identify; one frame alone may lack more than one object, and a framework casts for everybody. */
export function messageWords(type: string, message: string, keptFrames: number, isOwn: boolean): string[] {
  const short = type.slice(type.lastIndexOf('.') + 1);
  if (!isOwn && short === 'ClassCastException') {
    const cast = castOf.exec(message);
    if (cast !== null) return [`${cast[1] ?? ''} as ${cast[2] ?? ''}`];
  }
  for (const { types, words } of messageRules) {
    const found = types.includes(short) ? words(message) : null;
    if (found !== null && found !== '') return [found.trim()];
  }
  if (keptFrames === 1 && short === 'NullPointerException') {
    const needed = neededObject.exec(message)?.[1];
    if (needed !== undefined) return [needed];
  }
  return keptFrames > 0 || message === '' ? [] : [messageTemplate(message)];
}
