// Everything that must hold before a change lands; CI runs exactly this. The last line counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Failure, readTold, type Told } from './check/told.ts';

type Environment = Record<string, string>;
type Step = { readonly name: string; readonly words: readonly string[]; readonly env?: Environment };

const reports = mkdtempSync(join(tmpdir(), 'orange-check-'));
const counts = { passed: 0, skipped: 0 };
const broken: string[] = [];
const failures: Failure[] = [];
/** Failed beside the others, and passed alone: no defect of this change, maybe, but one of the test. */
const unsteady: Failure[] = [];

function run({ name, words, env = {} }: Step): boolean {
  console.log(`\n== ${name}`);
  return spawnSync('npx', words, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

function check(step: Step): void {
  if (!run(step)) broken.push(step.name);
}

function runTests(name: string, words: readonly string[], env: Environment): Told {
  const report = join(reports, `${name.replace(/\W+/g, '-')}.json`);
  const passed = run({
    name,
    words: ['vitest', 'run', ...words, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    env,
  });
  const told = readTold(report);
  if (passed || told.failures.length > 0) return told;
  return { ...told, failures: [{ file: '', test: name, why: 'it ended in an error, see above' }] };
}

/** More files than this that fail at once are no accident of a busy machine. */
const filesToTryAlone = 3;

/**
 * Runs tests. Those that fail are run once more with nothing beside them, since many start processes of their own and
 * a machine that others share can be busy; what passes then is named at the end all the same.
 */
function test(name: string, words: readonly string[], env: Environment = {}): void {
  const first = runTests(name, words, env);
  counts.passed += first.passed;
  counts.skipped += first.skipped;
  const files = [...new Set(first.failures.map(({ file }) => file))];
  // The check of the routes reads what other tests left behind, so alone it says nothing.
  const alone = files.length <= filesToTryAlone && files.every((file) => file !== '' && !file.includes('test/routes'));
  if (first.failures.length === 0 || !alone) {
    failures.push(...first.failures);
    return;
  }
  const again = runTests(`${name}, alone`, [...files, '--no-file-parallelism'], env);
  failures.push(...again.failures);
  const failsAgain = new Set(again.failures.map(({ file, test }) => `${file} ${test}`));
  const passesAlone = first.failures.filter(({ file, test }) => !failsAgain.has(`${file} ${test}`));
  unsteady.push(...passesAlone);
  counts.passed += passesAlone.length;
}

function tell(heading: string, list: readonly Failure[]): void {
  if (list.length === 0) return;
  console.log(`\n${heading}`);
  for (const { file, test, why } of list) console.log(`- ${file}: ${test}\n${why.replace(/^/gm, '    ')}`);
}

check({ name: 'format and lint', words: ['biome', 'ci', '.'] });
check({ name: 'types', words: ['tsc', '-b'] });
check({
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
tell('failed beside other tests, passed alone:', unsteady);
tell('failed:', failures);
if (broken.length > 0) console.log(`\nbroken: ${broken.join(', ')}`);
// A step that is no test, and failed, must not hide behind a count of passed tests.
const failed = failures.length + broken.length;
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
