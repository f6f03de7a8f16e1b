// Gives a test run a folder in which every answer of the app is noted, for the check that no route goes untested.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    answersFolder: string;
  }
}

/** Vitest runs this file once a project, in one process: the projects share the folder. */
const shared = globalThis as typeof globalThis & { orangeAnswersFolder?: { path: string; users: number } };

export function setup(project: TestProject): () => void {
  shared.orangeAnswersFolder ??= { path: mkdtempSync(join(tmpdir(), 'orange-answers-')), users: 0 };
  const mine = shared.orangeAnswersFolder;
  mine.users += 1;
  project.provide('answersFolder', mine.path);
  return () => {
    mine.users -= 1;
    if (mine.users === 0) rmSync(mine.path, { recursive: true, force: true });
  };
}
