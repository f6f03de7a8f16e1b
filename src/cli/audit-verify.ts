// `orange audit verify`: reads the whole audit chain and checks every hash, and that nothing seen before is gone or changed.
import { type ChainedEntry, type ChainFault, checkChain } from '../domain/audit/chain.ts';
import { auditPage } from '../wire/operate/audit.ts';
import { listAll } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { type Checkpoint, loadCheckpoint, readCheckpoint, saveCheckpoint } from './audit-seen.ts';
import { acting, newCommand, type Run } from './command.ts';
import type { Session } from './session.ts';
import { besideConfig } from './settings/config-file.ts';
import { loadSignedCheckpoint, readSignedCheckpoint } from './signed-checkpoint.ts';
import { countWords } from './terminal/figures.ts';
import { bad, faint, good, type Line } from './terminal/words.ts';

export const auditVerify = (run: Run) =>
  newCommand({
    name: 'verify',
    about: 'Check the hash chain of the audit, and that it still holds what was seen before',
    more:
      'Edits, deletions, insertions and forks show in the hashes. A chain that was cut at its end or written anew shows against ' +
      'the last entry that this machine saw, which is kept beside the configuration; --expect names one that was kept elsewhere.',
    json: [
      'isWhole',
      'entries',
      'head: seq, hash',
      'seenBefore: seq, hash',
      'signed: seq, hash, atMs',
      'fault: seq, fault',
    ],
    examples: [
      ['Every day, from cron', 'orange audit verify --json'],
      ['Against what somebody else wrote down', 'orange audit verify --expect 1204:5f0c…'],
      ['Against what a colleague was given', 'orange audit verify --expect theirs.json'],
    ],
  })
    .option('--expect <seq:hash|file>', 'an entry, or a signed checkpoint, that must be in the chain')
    .action(
      acting(run, async (session, { expect }: { expect?: string }) => {
        const { api, settings } = session;
        const file = besideConfig(settings.configPath, 'audit.json');
        const seenBefore = (await readExpected(session, expect)) ?? (await loadCheckpoint(file, api().base));
        // Asked for first: whatever the service signs now must be in the chain that it shows next.
        const signed = await loadSignedCheckpoint(session);
        const entries = listAll(api(), '/v1/audit', reading(auditPage));
        const { head, fault } = await verify(entries, [seenBefore, signed]);
        if (fault === null && head !== null) await saveCheckpoint(file, api().base, head);
        return {
          json: { isWhole: fault === null, entries: head?.seq ?? 0, head, seenBefore, signed, fault },
          lines: fault === null ? praise(head, { seenBefore, signed }) : blame(fault),
          exitCode: fault === null ? 0 : 1,
        };
      }),
    );

type Fault = { readonly seq: number; readonly fault: ChainFault['fault'] | 'cut-short' | 'written-anew' };

/** `<seq>:<hash>`, or a file that holds a signed checkpoint. */
async function readExpected(session: Session, expect: string | undefined): Promise<Checkpoint | null> {
  if (expect === undefined) return null;
  return readCheckpoint(expect) ?? (await readSignedCheckpoint(session, expect));
}

/** One entry at a time: a chain of any length in flat memory. */
async function verify(
  entries: AsyncIterable<ChainedEntry>,
  held: readonly (Checkpoint | null)[],
): Promise<{ head: Checkpoint | null; fault: Fault | null }> {
  const expected = held.filter((each) => each !== null && each.seq > 0);
  let head: Checkpoint | null = null;
  for await (const entry of entries) {
    const fault = checkChain(head, [entry]);
    if (fault !== null) return { head, fault };
    if (expected.some((each) => entry.seq === each?.seq && entry.hash !== each.hash)) {
      return { head, fault: { seq: entry.seq, fault: 'written-anew' } };
    }
    head = { seq: entry.seq, hash: entry.hash };
  }
  const length = head?.seq ?? 0;
  const isShort = expected.some((each) => each !== null && length < each.seq);
  return { head, fault: isShort ? { seq: length + 1, fault: 'cut-short' } : null };
}

type Held = { readonly seenBefore: Checkpoint | null; readonly signed: Checkpoint | null };

function praise(head: Checkpoint | null, { seenBefore, signed }: Held): Line[] {
  if (head === null) return ['The audit is empty.'];
  const since = seenBefore === null ? '' : `, entry ${countWords(seenBefore.seq)} as it was seen before among them`;
  return [
    [good('The audit is whole: '), `${countWords(head.seq)} entries${since}.`],
    signed === null
      ? faint('The service signs no checkpoints yet.')
      : faint(`The service signed entry ${countWords(signed.seq)}.`),
    faint(`${head.seq}:${head.hash}`),
  ];
}

const meanings: Readonly<Record<Fault['fault'], string>> = {
  edited: 'its content is not what was hashed: it was edited',
  'missing-or-reordered': 'it is missing, or not in its place',
  forked: 'it does not follow the entry before it',
  'cut-short': 'it was seen before and is gone: the chain was cut at its end',
  'written-anew': 'it has another hash than was seen before: the chain was written anew',
};

const blame = ({ seq, fault }: Fault): Line[] => [
  [bad('The audit does not hold: '), `entry ${countWords(seq)}: ${meanings[fault]}.`],
  'Keep a copy of the database and find out who could write to it.',
];
