// `orange trust person remove`: a person may sign a role no longer, because they left or lost their key.
import { acting, newCommand, type Run } from './command.ts';
import { findListedPerson, findNewPerson } from './trust/find-person.ts';
import { outOption, type SignFlags, signedJson, yesOption } from './trust/publish-drafts.ts';
import { publishPeople } from './trust/publish-people.ts';

export const trustPersonRemove = (run: Run) =>
  newCommand({
    name: 'remove',
    about: 'Let a person sign a role no longer',
    more:
      'What they signed stays published until others sign it again, which the command says and where it can does. With --by the ' +
      'person is replaced in the same step, so that a threshold can be met all the time.',
    takes: ['signer', 'root'],
    json: signedJson,
    examples: [
      ['By the id that `trust status` shows', 'orange trust person remove fw-nova 3f9a01c2d4e5'],
      ['A lost key, and another in its place', 'orange trust person remove fw-nova 3f9a01c2d4e5 --by 7d4d0e7f…'],
    ],
  })
    .argument('<role>', 'such as fw-nova, targets or root')
    .argument('<key>', 'the beginning of its id, its 64 hex digits, or a key file')
    .option('--by <key>', 'who signs in their place: a public key of 64 hex digits, or a key file')
    .option(...yesOption)
    .option(...outOption)
    .action(
      acting(run, async (session, role: string, given: string, { by, ...flags }: SignFlags & { by?: string }) => {
        const after = by === undefined ? null : await findNewPerson(by, role);
        return publishPeople(session, role, {
          flags,
          decide: async ({ keys }) => {
            const key = findListedPerson(given, keys) ?? (await findNewPerson(given, role));
            return after === null ? { kind: 'remove', key } : { kind: 'replace', before: key, after };
          },
        });
      }),
    );
