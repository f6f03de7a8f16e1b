// One name for one method of managed code: no line, counters of lambdas and nameless classes, or generated accessors.
import { remember } from '../../../memo.ts';
import type { Frame } from '../trace.ts';
import { baseName } from './paths.ts';

/** `at java.base/a.b.C$2.lambda$run$3(C.java:7)` is `a.b.C$.lambda$run`. Null for lines that are no frame. */
export const parseJavaFrame = remember(parseFrame, { entries: 16_000, maxChars: 500 });

function parseFrame(line: string): Frame | null {
  const said = line.trimStart();
  const open = said.indexOf('(');
  if (open < 3 || !(said.startsWith('at ') || isBareFrame(said))) return null;
  const name = said
    .slice(said.lastIndexOf('/', open) + 1, open)
    .replace(/^at /, '')
    .trim()
    // Fabric writes the line beside the method, too: `at a.b.C.run + 112(C.java:112)`.
    .replace(/ \+ \d{1,7}$/, '');
  if (!name.includes('.') || name.includes(' ') || isScriptFrame(said)) return null;
  return {
    fn: methodName(name),
    module: baseName(said.slice(open + 1, said.indexOf(')', open))).split(':')[0] ?? '',
    pc: '',
  };
}

/** Line and column: a frame of JavaScript, which has its `at`, too. */
export const isScriptFrame = (line: string): boolean => /:\d{1,7}:\d{1,9}\)$/.test(line.slice(-40));

/** Some tools leave the `at` out; the source tells. */
const isBareFrame = (said: string): boolean =>
  /\((?:[\w$]{1,80}\.(?:java|kt)(?::\d{1,7})?|Unknown Source|Native Method)\)$/.test(said.slice(-100)) &&
  /^[\w.$<>/]{5,300}\(/.test(said);

const counters: readonly (readonly [RegExp, string])[] = [
  [/(?:Generated(?:Serialization)?(?:Method|Constructor)Accessor)\d+/, 'GeneratedAccessor'],
  [/\$\$(?:EnhancerBy|FastClassBy)[\w$]*\$\$[0-9a-f]+/, '$$$$auto'],
  [/_\$\$_javassist(?:_seam)?_\d+/, '_auto'],
  [/\$\$Lambda\$[\w.$/]*/, '$$$$Lambda'],
  [/\$\$ExternalSynthetic\w*/, '$$$$Lambda'],
  [/lambda\$([\w<>]+)\$[\d$]+/, 'lambda$$$1'],
  [/\$fn__\d+/, '$$fn'],
  // Native libraries in a managed stack have offsets for names.
  [/\.0x[0-9a-f]{1,16}$/, '.<native>'],
];

export function methodName(name: string): string {
  let plain = name;
  for (const [pattern, by] of counters) plain = plain.replace(pattern, by);
  return plain.replace(/\$\d+/g, '$');
}
