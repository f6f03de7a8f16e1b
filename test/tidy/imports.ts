// Finds the imports of a file and judges each by the table of rooms.
import { dirname, join, normalize } from 'node:path';
import { rooms } from './rooms.ts';
import { roomOf } from './sources.ts';

export type Import = { readonly from: string; readonly to: string };

// Static imports, re-exports and dynamic import(): whatever names a module.
const importPattern = /(?:^|[^.\w'"])(?:import|export)\s*(?:type\s*)?(?:[^'"();]*?\sfrom\s*)?\(?\s*['"]([^'"]+)['"]/gm;

/** Comments are cut first, so that a sentence about imports is not one. */
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

export function importsOf(path: string, text: string): Import[] {
  return [...withoutComments(text).matchAll(importPattern)].map(([, target = '']) => ({
    from: path,
    to: target.startsWith('.') ? normalize(join(dirname(path), target)) : target,
  }));
}

const isBelow = (path: string, place: string): boolean => path === `src/${place}` || path.startsWith(`src/${place}/`);

export function isAllowed({ from, to }: Import): boolean {
  const room = rooms[roomOf(from)];
  if (room === undefined) return false;
  if (to.startsWith('src/')) return isBelow(to, roomOf(from)) || room.rooms.some((place) => isBelow(to, place));
  return room.packages.some((name) =>
    name === 'node:' ? to.startsWith('node:') : to === name || to.startsWith(`${name}/`),
  );
}
