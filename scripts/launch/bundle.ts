// Puts a Worker and all it imports into one script, with the options that wrangler.toml uses too.
import { resolve } from 'node:path';
import { type BuildFailure, type BuildOptions, build } from 'esbuild';
import { checkout } from './data-folder.ts';
import { LaunchError } from './launch-error.ts';

export const defaultEntry = 'src/worker.ts';

/** What workerd needs, and why: tests that bundle by themselves must use the same. */
export const workerBundleOptions = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['workerd', 'worker', 'browser'],
  mainFields: ['browser', 'module', 'main'],
  external: ['node:*', 'cloudflare:*'],
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  // The browser file of xml-builder wants a DOMParser, which workerd has not (aws-sdk-js-v3 issue 7375).
  alias: { '@aws-sdk/xml-builder': '@aws-sdk/xml-builder/dist-cjs/index.js' },
} satisfies BuildOptions;

/** Answers the script's text. `entry` is relative to the checkout. Throws a LaunchError that names the first mistake. */
export async function bundleWorker(entry: string = defaultEntry): Promise<string> {
  const path = resolve(checkout, entry);
  try {
    const result = await build({
      ...workerBundleOptions,
      absWorkingDir: checkout,
      entryPoints: [path],
      write: false,
      logLevel: 'silent',
    });
    return result.outputFiles[0]?.text ?? '';
  } catch (error) {
    throw new LaunchError(`The Worker ${path} cannot be bundled: ${firstMistake(error)}.`, 'Mend it and start again.', {
      cause: error,
    });
  }
}

function firstMistake(error: unknown): string {
  if (!isBuildFailure(error)) return String(error);
  const [mistake] = error.errors;
  if (mistake === undefined) return error.message;
  const { location } = mistake;
  return location === null ? mistake.text : `${location.file}:${location.line}:${location.column + 1}: ${mistake.text}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
