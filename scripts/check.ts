// Everything that must hold before a change lands; CI runs exactly this. The last line counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Counts = { passed: number; failed: number; skipped: number };
type Step = { readonly name: string; readonly words: readonly string[]; readonly env?: Record<string, string> };

const reports = mkdtempSync(join(tmpdir(), 'orange-check-'));
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const broken: string[] = [];

function run({ name, words, env = {} }: Step): void {
  console.log(`\n== ${name}`);
  const { status } = spawnSync('npx', words, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) broken.push(name);
}

/** Runs tests and adds what Vitest counted; a run that leaves no report counts as one failure. */
function test(name: string, words: readonly string[], env: Record<string, string> = {}): void {
  const report = join(reports, `${name.replace(/\W+/g, '-')}.json`);
  run({
    name,
    words: ['vitest', 'run', ...words, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    env,
  });
  try {
    const told = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
    };
    counts.passed += told.numPassedTests;
    counts.failed += told.numFailedTests;
    counts.skipped += told.numPendingTests;
  } catch {
    counts.failed += 1;
  }
}

run({ name: 'format and lint', words: ['biome', 'ci', '.'] });
run({ name: 'types', words: ['tsc', '-b'] });
run({
  name: 'the Worker as it would be deployed',
  words: ['wrangler', 'deploy', '--dry-run', '--outdir', join(reports, 'worker')],
});
test('tests on the embedded database', []);

const postgres = process.env.ORANGE_TEST_POSTGRES;
if (postgres === undefined) {
  console.log(
    '\n== tests on another PostgreSQL: left out, ORANGE_TEST_POSTGRES names none (scripts/with-postgres.sh runs one)',
  );
} else {
  const layers = ['contract', 'http'].flatMap((layer) => ['--project', layer]);
  test('tests on another PostgreSQL', layers, { DATABASE_URL: postgres });
  // Its own pg_dump is as new as the server, which that of Debian beside the embedded one is not.
  test('dumps of another PostgreSQL', ['--project', 'cli', 'gate-replay-all'], { DATABASE_URL: postgres });
}

rmSync(reports, { recursive: true, force: true });
if (broken.length > 0) console.log(`\nbroken: ${broken.join(', ')}`);
// A step that is no test, and failed, must not hide behind a count of passed tests.
const failed = Math.max(counts.failed, broken.length > 0 ? 1 : 0);
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
