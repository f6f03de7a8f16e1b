// Every import goes where the table of rooms allows; a planted forbidden import fails here with what to do.
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, isAllowed } from './imports.ts';
import { exceptions } from './rooms.ts';
import { sourcesBelow } from './sources.ts';

const imports = sourcesBelow('src').flatMap(({ path, text }) => importsOf(path, text));
const isExcepted = ({ from, to }: Import): boolean =>
  exceptions.some((each) => from === each.from && to.startsWith(each.to));

describe('rooms', () => {
  it('import only what their card allows', () => {
    const forbidden = imports
      .filter((each) => !isAllowed(each) && !isExcepted(each))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(forbidden, 'see test/tidy/rooms.ts: move the code, or pass what it needs through a port').toEqual([]);
  });

  it('have no exception that nobody needs', () => {
    const stale = exceptions.filter(
      (each) => !imports.some((found) => found.from === each.from && found.to.startsWith(each.to)),
    );
    expect(stale.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it.each([
    ['src/domain/x.ts', "import { a } from '../app/by.ts';"],
    ['src/domain/x.ts', "import fs from 'node:fs';"],
    ['src/app/x.ts', "import type { Database } from '../adapters/postgres/database.ts';"],
    ['src/app/x.ts', "export { z } from 'zod';"],
    ['src/adapters/postgres/x.ts', "const a = await import('../objects/client.ts');"],
    ['src/adapters/postgres/x.ts', "import { createProduct } from '../../app/create-product.ts';"],
    ['src/http/x.ts', "import postgres from 'postgres';"],
    ['src/wire/x.ts', "import '../app/by.ts';"],
    ['src/cli/x.ts', "import { createApp } from '../http/app.ts';"],
    ['src/nowhere/x.ts', "import { a } from '../domain/a.ts';"],
  ])('sees a forbidden import in %s: %s', (path, text) => {
    expect(importsOf(path, text).map(isAllowed)).toEqual([false]);
  });
});
