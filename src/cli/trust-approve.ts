// `orange trust approve`: shows a role file that waits, signs the same bytes, and sends the signature.
import { acting, newCommand, type Run } from './command.ts';
import { approve } from './trust/approve.ts';
import { signedJson, yesOption } from './trust/publish-drafts.ts';

export const trustApprove = (run: Run) =>
  newCommand({
    name: 'approve',
    about: 'Sign a role file that waits for one more person',
    more:
      'Shows in words what changes against what is published, read back from the bytes that are signed. The digest names those ' +
      'bytes: whatever changes afterwards waits under another one. Nobody approves their own.',
    takes: ['signer', 'root'],
    json: signedJson,
    examples: [['As the first signer was told', 'orange trust approve 3f9a01c2d4e5']],
  })
    .argument('<digest>', 'its digest, or the first 6 or more digits')
    .option('--role <name>', 'only this one, where two roles wait with the same bytes')
    .option(...yesOption)
    .action(
      acting(run, (session, digest: string, options: { role?: string; yes?: boolean }) =>
        approve(session, { digest, role: options.role ?? null, isAgreed: options.yes === true }),
      ),
    );
