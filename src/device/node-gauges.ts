// What a device measures itself by, on Node: files below /proc and /sys, and the file system.
import { readdir, readFile, statfs } from 'node:fs/promises';
import type { Gauges } from './measure.ts';

/** Whatever cannot be read is not there to be measured. */
const orNull = <T>(reading: Promise<T>): Promise<T | null> => reading.catch(() => null);

export const nodeGauges: Gauges = {
  readText: (path) => orNull(readFile(path, 'utf8')),
  list: (path) => orNull(readdir(path)),
  freeBytes: (path) => orNull(statfs(path).then(({ bavail, bsize }) => bavail * bsize)),
};
