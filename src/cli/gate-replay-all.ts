// `orange gate replay-all`: decides every decision of the gate in a dump of the database once more, without any service.
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { differenceWords } from './replay/difference-words.ts';
import { type ReplayedDump, replayDump } from './replay/replay-dump.ts';
import { countWords } from './terminal/figures.ts';
import { bad, faint, good, type Line, type Word } from './terminal/words.ts';

export const gateReplayAll = (run: Run) =>
  newCommand({
    name: 'replay-all',
    about: 'Decide all decisions of the gate in a dump of the database once more, and compare',
    more:
      'DUMP is what `pg_dump --format=plain` writes; only the tables decisions and audit are read, and no service is asked. Each ' +
      'verdict is compared digit by digit, each record is looked for in the audit chain of the dump, and the chain is checked. ' +
      'Exit code 1 when anything differs or is missing.',
    isLocal: true,
    json: [
      'decisions[]: rollout, decision, kind, digest, difference (where, recorded, again; or null), audit (seq, or null)',
      'withoutRecord: decisions of people',
      'chain: entries, fault',
      'isSame',
    ],
    examples: [
      [
        'Everything that was ever decided',
        'pg_dump --format=plain --table=decisions --table=audit "$DATABASE_URL" > dump.sql && orange gate replay-all dump.sql',
      ],
    ],
  })
    .argument('<dump>', 'a plain dump')
    .action(
      acting(run, async (_session, file: string) => {
        const replayed = await replayDump(file);
        if (isNothing(replayed)) throw nothingThere(file);
        const isSame = isWhole(replayed);
        return { json: { ...replayed, isSame }, lines: describe(replayed), exitCode: isSame ? 0 : 1 } as const;
      }),
    );

/** "0 of 0, whole" would let the dump of another database pass for a check. */
const isNothing = ({ decisions, withoutRecord, chain }: ReplayedDump): boolean =>
  decisions.length === 0 && withoutRecord === 0 && chain.entries === 0;

const nothingThere = (file: string): CliError =>
  new CliError(`${file} holds no decision and no audit`, {
    code: 'unreadable-file',
    fix: 'Give what `pg_dump --format=plain` writes of this database, with the tables decisions and audit.',
  });

const isWhole = ({ decisions, chain }: ReplayedDump): boolean =>
  chain.fault === null && decisions.every(({ difference, audit }) => difference === null && audit !== null);

function describe({ decisions, withoutRecord, chain }: ReplayedDump): Line[] {
  const same = decisions.filter(({ difference }) => difference === null).length;
  const held = decisions.filter(({ audit }) => audit !== null).length;
  const count = (of: number): Word => (of === decisions.length ? good(String(of)) : bad(String(of)));
  const faults = decisions.flatMap(({ rollout, decision, kind, difference, audit }): Line[] => {
    const about = `  rollout ${rollout}, decision ${decision} (${kind}): `;
    return [
      ...(difference === null ? [] : [[about, bad(differenceWords(difference))]]),
      ...(audit === null ? [[about, bad('no entry of the audit chain holds its digest')]] : []),
    ];
  });
  return [
    [count(same), ` of ${countWords(decisions.length)} decisions of the gate decided the same again`],
    [count(held), ' of their records found in the audit chain'],
    chain.fault === null
      ? [good('the chain is whole'), `: ${countWords(chain.entries)} entries`]
      : bad(`the chain is broken at entry ${chain.fault.seq}: ${chain.fault.fault}`),
    ...faults,
    ...(withoutRecord === 0
      ? []
      : [faint(`${countWords(withoutRecord)} decisions of people and of the train have no record`)]),
  ];
}
