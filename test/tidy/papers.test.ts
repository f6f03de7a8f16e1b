// The papers point at things that exist.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkout } from './sources.ts';

const papers = ['ARCHITECTURE.md', 'README.md', 'DEPLOY.md', 'migrations/README.md'];

/** Paths in backticks that begin with one of our folders; globs and placeholders are sentences, not paths. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:src|test|scripts|migrations|docs|examples|bin|\.ci)\/[^`\s*<>{}…]*)`/g)].map(
    ([, path = '']) => path,
  );

describe.each(papers)('%s', (paper) => {
  const text = existsSync(join(checkout, paper)) ? readFileSync(join(checkout, paper), 'utf8') : '';

  it('exists', () => {
    expect(text).not.toBe('');
  });

  it('names only paths that exist', () => {
    expect(pathsIn(text).filter((path) => !existsSync(join(checkout, path)))).toEqual([]);
  });

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
