// `orange trust import`: sends role files that were signed elsewhere.
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import type { Session } from './session.ts';
import type { Report } from './terminal/printer.ts';
import { judgeBundle, readBundle } from './trust/bundle.ts';
import { requireRepository } from './trust/open-repository.ts';
import { listUnsigned, reportFiles, sendInOrder } from './trust/publish-drafts.ts';
import { loadHeldNames } from './trust/role-draft.ts';
import { requireSameRepository } from './trust/same-repository.ts';

export const trustImport = (run: Run) =>
  newCommand({
    name: 'import',
    about: 'Send role files that were signed on another machine',
    more: 'Shows again what they say. Safe to run twice; signatures that others gave meanwhile are kept.',
    takes: ['key', 'root'],
    json: ['files[]: role, version, digest, state, missing', 'out'],
    examples: [['When the file is back', 'orange trust import root.json']],
  })
    .argument('<file>', 'as `orange trust sign` left it')
    .action(acting(run, (session, path: string) => send(session, path)));

async function send(session: Session, path: string): Promise<Report> {
  const bundle = await readBundle(path);
  const { drafts, roots } = judgeBundle(bundle, await loadHeldNames(session));
  const place = { url: session.settings.url(), path };
  await requireSameRepository(place, await requireRepository(session), roots);
  const signed = drafts.filter(({ signatures }) => signatures.length > 0);
  if (signed.length === 0) {
    throw new CliError(`nothing in ${path} is signed`, {
      code: 'not-signed',
      fix: `Sign it first: orange trust sign ${path}`,
    });
  }
  session.printer.note(...signed.flatMap(({ lines }) => lines));
  const files = await sendInOrder(session, signed);
  return reportFiles(files, await listUnsigned(session));
}
