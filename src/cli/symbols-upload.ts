// `orange symbols upload`: gives a build the names of its code, so that its reports are grouped by them.
import { acting, newCommand, type Run } from './command.ts';
import { sendSymbols } from './symbols/send-symbols.ts';
import { symbolLines } from './symbols/symbol-lines.ts';

export const symbolsUpload = (run: Run) =>
  newCommand({
    name: 'upload',
    about: 'Upload symbols, so that reports have names',
    more:
      'Takes mapping.txt of R8 and ProGuard, libraries and firmware that are not stripped, .sym files of Breakpad, source maps, and ' +
      'folders of them. Each is read here, and what is needed to name a frame is sent: no code, no debug information. Reports that ' +
      'came before are grouped again within minutes. The same file again changes nothing.',
    takes: ['product'],
    json: [
      'items[]: id, product, build, kind, identity, name, fileName, sizeBytes, sha256, isStored, createdMs, file, wasStored',
    ],
    examples: [
      ['Those of a build', 'orange symbols upload out/mapping.txt out/symbols --build 1.4.0'],
      ['A library that many builds have, by its build id', 'orange symbols upload libnova.so'],
    ],
  })
    .argument('<file...>')
    .option('--build <name>', 'the build: id, version or vendor string; needed where the file itself does not say')
    .action(
      acting(run, async (session, files: string[], { build }: { readonly build?: string }) => {
        const items = await sendSymbols(session, files, build ?? null);
        return { json: { items }, lines: symbolLines(items) };
      }),
    );
