// Words that a room may not use, and names that say nothing.
import { describe, expect, it } from 'vitest';
import { type Source, sourcesBelow } from './sources.ts';

type Ban = {
  readonly what: string;
  readonly word: RegExp;
  readonly where: (path: string) => boolean;
  readonly instead: string;
};

const isIn =
  (...places: string[]) =>
  (path: string) =>
    places.some((place) => path.startsWith(place));
const bans: readonly Ban[] = [
  {
    what: 'a clock',
    word: /Date\.now|new Date\(|performance\.now/,
    where: isIn('src/domain/', 'src/app/'),
    instead: 'take the time as a number',
  },
  {
    what: 'dice',
    word: /Math\.random|getRandomValues/,
    where: isIn('src/domain/', 'src/app/'),
    instead: 'use the Entropy port',
  },
  {
    what: 'arithmetic whose last digit is the engine’s',
    word: /Math\.(?:a?(?:sin|cos|tan)h?|atan2|expm?1?|log(?:1p|2|10)?|pow|cbrt|hypot)\(|Math\.(?:log|exp)\)|\*\*/,
    where: isIn('src/domain/gate/', 'src/domain/logarithm.ts'),
    instead: 'use src/domain/logarithm.ts: a decision is replayed in another engine, digit by digit',
  },
  {
    what: 'async in domain',
    word: /\basync\b|\bawait\b|\bPromise</,
    where: isIn('src/domain/'),
    instead: 'gather in app, decide here',
  },
  {
    what: 'the environment',
    word: /process\.env/,
    where: (path) => path.startsWith('src/') && path !== 'src/config.ts' && !path.startsWith('src/cli/'),
    instead: 'read it in src/config.ts',
  },
  {
    what: 'the console',
    word: /\bconsole\./,
    where: (path) => path.startsWith('src/') && path !== 'src/adapters/system/log.ts' && !path.startsWith('src/cli/'),
    instead: 'use the log',
  },
  {
    what: 'a set-aside type',
    word: /: any\b|as any\b|as unknown as|@ts-ignore|@ts-expect-error|biome-ignore/,
    where: isIn('src/', 'scripts/'),
    instead: 'parse it, or name a helper that says why it is safe',
  },
  {
    what: 'a note to oneself',
    word: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    where: () => true,
    instead: 'do it, or write an issue',
  },
  { what: 'a skipped test', word: /\b(?:it|test|describe)\.(?:only|todo)\b/, where: isIn('test/'), instead: 'run it' },
  {
    what: 'a skip that CI would not see',
    word: /\b(?:it|test|describe)\.(?:skip\b|skipIf\((?!lacks\(|!hasChromium\b)|runIf\((?!process\.platform === 'linux'))/,
    where: isIn('test/'),
    instead: 'ask lacks() of test/harness/needs.ts',
  },
  {
    what: 'all of zod by name',
    word: /import \{ z \} from 'zod'/,
    where: () => true,
    instead: "import * as z from 'zod', which leaves out the locales",
  },
];

const saysNothing = /(?:^|[/-])(?:utils?|helpers?|common|misc|manager|service|info)\.tsx?$/;

/** Comments may name what is banned; this file and its neighbours must. */
const code = ({ text }: Source): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
const all = ['src', 'scripts', 'test'].flatMap(sourcesBelow).filter(({ path }) => !path.startsWith('test/tidy/'));

describe('words', () => {
  it.each(bans)('$what stays out', ({ word, where, instead, what }) => {
    const found = all.filter(
      (source) => where(source.path) && word.test(what === 'a note to oneself' ? source.text : code(source)),
    );
    expect(
      found.map(({ path }) => path),
      instead,
    ).toEqual([]);
  });

  it('file names say what is in them', () => {
    const vague = all.map(({ path }) => path).filter((path) => saysNothing.test(path));
    expect(vague).toEqual([]);
  });

  it('file names are kebab-case', () => {
    expect(all.map(({ path }) => path).filter((path) => !/^[a-z0-9./-]+$/.test(path))).toEqual([]);
  });
});
