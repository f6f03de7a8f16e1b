// The source files as the tidy tests see them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = fileURLToPath(new URL('../..', import.meta.url));

export type Source = { readonly path: string; readonly text: string; readonly lines: number };

/** Every .ts and .tsx file below a folder of the checkout, by path. */
export function sourcesBelow(folder: string): Source[] {
  return readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const text = readFileSync(file, 'utf8');
      return { path: relative(checkout, file), text, lines: text.trimEnd().split('\n').length };
    });
}

/** The room of a file: the folder below src (`adapters/postgres` is one), or the file itself when it stands at the top. */
export function roomOf(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  return first === 'adapters' ? `adapters/${second}` : first;
}
