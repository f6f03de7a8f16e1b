// `orange trust withdraw`: takes back a role file that waits for signatures.
import { acting, newCommand, type Run } from './command.ts';
import { agree } from './signing/agree.ts';
import { name } from './terminal/words.ts';
import { pickWaiting } from './trust/approve.ts';
import { loadProposals, withdrawProposal } from './trust/trust-api.ts';

export const trustWithdraw = (run: Run) =>
  newCommand({
    name: 'withdraw',
    about: 'Take back a role file that waits for signatures',
    more: 'Nothing of it was published, so nothing is undone.',
    json: ['items[]: role, version, digest'],
    examples: [['It was made in error', 'orange trust withdraw 3f9a01c2d4e5']],
  })
    .argument('<digest>', 'its digest, or the first 6 or more digits')
    .option('--role <name>', 'which one, where two roles wait with the same bytes')
    .option('--yes', 'do not ask')
    .action(
      acting(
        run,
        async (session, given: string, { role = null, yes = false }: { role?: string | null; yes?: boolean }) => {
          const found = pickWaiting(await loadProposals(session), given, role);
          const items = found.map(({ role: of, version, digest }) => ({ role: of, version, digest }));
          const words = items.map(({ role: of, version }) => `${of} version ${version}`).join(', ');
          if (!yes) await agree(session, `Withdraw ${words}?`);
          for (const each of items) await withdrawProposal(session, each);
          return { json: { items }, lines: [[name(words), ' waits no more']] };
        },
      ),
    );
