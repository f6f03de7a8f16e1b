// One Vitest project a layer of tests, so that a layer can be run alone: `npx vitest run --project unit`.
import { defineConfig } from 'vitest/config';

const layers = [
  'tidy',
  'unit',
  'contract',
  'app',
  'http',
  'worker',
  'cli',
  'pages',
  'simulate',
  'scenario',
  'conformance',
  'routes',
];
// Layers that only compute; the others start processes (PostgreSQL, workerd, Chromium) and get time for it.
const pure = new Set(['tidy', 'unit', 'app']);
// Layers whose files clone a migrated database.
const withDatabase = new Set(['contract', 'http', 'worker', 'cli', 'pages', 'routes', 'scenario']);
// Layers that start no process of their own and leave nothing in a module: their files share what one of them has loaded, or
// loading the app once a file would take a third of the time.
const loadedOnce = new Set(['tidy', 'unit', 'app', 'contract', 'http']);
// Looks at what the others left behind, so it runs when they are done.
const last = new Set(['routes']);

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: layers.map((name) => ({
      oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
      test: {
        name,
        include: [`test/${name}/**/*.test.{ts,tsx}`],
        isolate: !loadedOnce.has(name),
        // Against what hangs, not against what is slow: a busy machine takes five times as long as a quiet one.
        testTimeout: pure.has(name) ? 120_000 : 300_000,
        hookTimeout: 300_000,
        ...(last.has(name) ? { sequence: { groupOrder: 1 } } : {}),
        ...(withDatabase.has(name)
          ? { globalSetup: ['test/harness/global-database.ts', 'test/harness/global-answers.ts'] }
          : {}),
      },
    })),
  },
});
