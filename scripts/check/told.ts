// What a run of Vitest told of itself: how many tests passed, and which did not, in which file and why.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

export type Failure = { readonly file: string; readonly test: string; readonly why: string };
export type Told = { readonly passed: number; readonly skipped: number; readonly failures: readonly Failure[] };

/** The parts that are read here of the report that `--reporter=json` writes (https://vitest.dev/guide/reporters). */
type Report = {
  numPassedTests: number;
  numPendingTests: number;
  success: boolean;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

const linesOfWhy = 12;

function shorten(message: string): string {
  return message.split('\n').slice(0, linesOfWhy).join('\n');
}

/** The tests of one file that failed; a file that failed outside its tests (a hook, an import) counts as one. */
function listFailures({ name, status, message, assertionResults }: Report['testResults'][number]): Failure[] {
  const file = relative(process.cwd(), name);
  const failed = assertionResults
    .filter((result) => result.status === 'failed')
    .map(({ fullName, failureMessages }) => ({ file, test: fullName, why: shorten(failureMessages.join('\n')) }));
  if (failed.length > 0 || status !== 'failed') return failed;
  return [{ file, test: 'the file itself', why: shorten(message) }];
}

/** Reads a report; one that is missing, or that failed without naming a test, counts as one failure. */
export function readTold(path: string): Told {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return { passed: 0, skipped: 0, failures: [{ file: '', test: 'the run', why: 'it left no report' }] };
  }
  const { numPassedTests: passed, numPendingTests: skipped, success } = report;
  const failures = report.testResults.flatMap(listFailures);
  if (!success && failures.length === 0) {
    failures.push({ file: '', test: 'the run', why: 'it failed beside its tests, see above' });
  }
  return { passed, skipped, failures };
}
