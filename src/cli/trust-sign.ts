// `orange trust sign`: signs the role files in a file, on a machine that needs no network.
import { acting, newCommand, type Run } from './command.ts';
import type { Session } from './session.ts';
import type { Report } from './terminal/printer.ts';
import { good, name, strong } from './terminal/words.ts';
import { judgeBundle, readBundle, rewriteBundle } from './trust/bundle.ts';
import { fingerprintWords } from './trust/fingerprint.ts';
import { openRoleSigner } from './trust/open-role-signer.ts';
import { type FileOutcome, yesOption } from './trust/publish-drafts.ts';
import { loadHeldNames, type RoleDraft } from './trust/role-draft.ts';
import { countMissing, mayHold, signRoles } from './trust/sign-role.ts';

export const trustSign = (run: Run) =>
  newCommand({
    name: 'sign',
    about: 'Sign role files that were written to a file; needs no network',
    more:
      'Shows in words what each says and changes, read back from the bytes that are signed, and checks the chain of roots in the ' +
      'file. Compare the fingerprint with the one that `orange trust status` shows. The signatures are put into the same file.',
    takes: ['signer'],
    isLocal: true,
    json: ['files[]: role, version, digest, state, missing', 'out', 'fingerprint'],
    examples: [
      ['On the laptop from the safe', 'orange trust sign root.json'],
      ['With a hardware token', "orange trust sign root.json --exec './sign-with-token.sh'"],
    ],
  })
    .argument('<file>', 'as `orange trust export` or --out wrote it')
    .option(...yesOption)
    .action(acting(run, (session, path: string, { yes = false }: { yes?: boolean }) => sign(session, path, yes)));

async function sign(session: Session, path: string, isAgreed: boolean): Promise<Report> {
  const bundle = await readBundle(path);
  const { drafts, fingerprint, roots } = judgeBundle(bundle, await loadHeldNames(session));
  session.printer.note(
    [strong('From '), name(path), `, of the repository of ${bundle.service}`],
    [`  its chain begins with root ${roots[0]?.version ?? 1}, fingerprint `, fingerprintWords(fingerprint)],
  );
  const signer = await openRoleSigner(session);
  const able = drafts.filter((draft) => mayHold(signer, draft));
  // With a command, or with no fitting key, the first says what is missing.
  const wanted = able.length > 0 ? able : drafts.slice(0, 1);
  const signed = await signRoles(session, { signer, drafts: wanted, isAgreed });
  const all = drafts.map(
    (draft) => signed.find(({ digest, role }) => digest === draft.digest && role === draft.role) ?? draft,
  );
  await rewriteBundle(path, bundle, all);
  return {
    json: { files: all.map(outcomeOf), out: path, fingerprint },
    lines: [
      [good('Signed: '), name(signed.map(({ role, version }) => `${role} version ${version}`).join(', '))],
      ...all.flatMap(missingLines),
      `Back on a machine with a network: orange trust import ${path}`,
    ],
  };
}

function outcomeOf(draft: RoleDraft): FileOutcome {
  const { role, version, digest } = draft;
  const missing = countMissing(draft);
  return { role, version, digest, state: 'to-sign', missing };
}

function missingLines(draft: RoleDraft) {
  const missing = countMissing(draft);
  return missing === 0 ? [] : [`  ${draft.role} lacks ${missing} more: the file can go to the next person as it is.`];
}
