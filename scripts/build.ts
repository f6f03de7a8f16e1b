// `npm run build`: bundles the tool `orange` into one file that Node runs without anything installed beside it.
import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const checkout = fileURLToPath(new URL('..', import.meta.url));

/** CommonJS packages inside an ES module ask for `require`, which only this gives them. */
const banner = `#!/usr/bin/env node
import { createRequire as orangeCreateRequire } from 'node:module';
const require = orangeCreateRequire(import.meta.url);`;

/** Answers where the bundle is and how large. */
export async function buildCli(
  outfile = join(checkout, 'dist/orange.mjs'),
): Promise<{ outfile: string; sizeBytes: number }> {
  await build({
    entryPoints: [join(checkout, 'src/cli/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: banner },
    logLevel: 'warning',
  });
  await chmod(outfile, 0o755);
  return { outfile, sizeBytes: (await stat(outfile)).size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { outfile, sizeBytes } = await buildCli();
  console.log(`${outfile} (${Math.round(sizeBytes / 1024)} KiB)`);
}
