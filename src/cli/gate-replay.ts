// `orange gate replay`: decides a recorded decision of the gate once more, on this machine, and compares every digit.
import { readFile } from 'node:fs/promises';
import { checkRolloutOf, replayRecord } from '../domain/rollout/decision-record.ts';
import { auditPage } from '../wire/operate/audit.ts';
import { decisionPage, decision as decisionSchema } from '../wire/release/rollout.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { differenceWords } from './replay/difference-words.ts';
import { findRollout } from './rollouts/find-rollout.ts';
import type { Session } from './session.ts';
import { bad, faint, good, type Line, strong } from './terminal/words.ts';

export const gateReplay = (run: Run) =>
  newCommand({
    name: 'replay',
    about: "Decide a gate's decision once more from its record, and compare",
    more:
      'DECISION is the number of a decision, or a file that holds one (as `orange rollout history --json` prints it): then nothing ' +
      'but this machine is asked. Exit code 1 when the gate says anything else than it said then.',
    takes: ['product', 'channel'],
    json: [
      'decision, isSame, digest, kind',
      'difference: where, recorded, again; or null',
      'audit: seq of the entry that holds the digest, or null',
    ],
    examples: [
      ['What halted it, once more', 'orange gate replay 4 --rollout 12'],
      ['Without the service', 'orange gate replay decision.json'],
    ],
  })
    .argument('<decision>', 'number of a decision, or a file')
    .option('--rollout <number>', 'the rollout; the newest of the channel when left out', wholeNumber(1, 1e9))
    .action(
      acting(run, async (session, given: string, options: { readonly rollout?: number }) => {
        const isNumber = /^\d{1,9}$/.test(given);
        const id = isNumber ? await findRollout(session, options.rollout) : null;
        const decided = id === null ? await readDecision(given) : await loadDecision(session, id, Number(given));
        return replay(decided, id === null ? null : { id, find: (digest) => findEntry(session, id, digest) });
      }),
    );

type Decision = ReturnType<typeof decisionSchema.parse>;

async function loadDecision(session: Session, id: number, number: number): Promise<Decision> {
  const query = { limit: 1, after: String(number + 1) };
  const page = await session.api().get(path`/v1/rollouts/${id}/decisions`, reading(decisionPage), query);
  const found = page.items.find((each) => each.number === number);
  if (found !== undefined) return found;
  const fix = `See \`orange rollout history ${id}\`.`;
  throw new CliError(`rollout ${id} has no decision ${number}`, { code: 'unknown-decision', fix });
}

async function readDecision(file: string): Promise<Decision> {
  const fix = 'Give one decision as `orange rollout history --json` prints it.';
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliError(`${file} cannot be read`, { code: 'unreadable-file', fix });
  });
  const parsed = decisionSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new CliError(`${file} holds no decision`, { code: 'unreadable-file', fix });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type FindEntry = (digest: string) => Promise<number | null>;

async function replay(
  { number, kind, asked, evidence, verdict }: Decision,
  of: { id: number; find: FindEntry } | null,
) {
  const find = of?.find ?? null;
  if (asked === null || evidence === null || verdict === null) {
    const fix = 'Only decisions of the gate carry what they were decided by.';
    throw new CliError(`decision ${number} was not the gate's`, { code: 'nothing-to-replay', fix });
  }
  const { difference: changed, digest, verdict: again } = replayRecord({ asked, evidence, verdict });
  const difference = (of === null ? null : checkRolloutOf(asked, of.id)) ?? changed;
  const isSame = difference === null;
  const audit = find === null ? null : await find(digest);
  const lines: Line[] = [
    [strong(`decision ${number}`), ` (${kind}): the gate says `, isSame ? good('the same') : bad('something else')],
    ...(difference === null ? [] : [`  ${differenceWords(difference)}`]),
    `  record sha256 ${digest}`,
    find === null
      ? faint('  Read from a file: the audit chain was not asked.')
      : audit === null
        ? bad('  No entry of the audit chain holds this digest, or you may not read it.')
        : faint(`  Entry ${audit} of the audit chain holds it.`),
  ];
  return {
    json: { decision: number, isSame, difference, digest, kind: again.kind, audit },
    lines,
    exitCode: isSame ? 0 : 1,
  } as const;
}

/** Null also for tokens that may not read the chain. */
async function findEntry(session: Session, id: number, digest: string): Promise<number | null> {
  for (let after = '0'; ; ) {
    const page = await loadEntries(session, { limit: 200, subject: String(id), after });
    const found = page?.items.find(({ details }) => details.includes(digest));
    if (found !== undefined) return found.seq;
    if (page === null || page.next === null) return null;
    after = page.next;
  }
}

type Query = { readonly limit: number; readonly subject: string; readonly after: string };

const loadEntries = (session: Session, query: Query) =>
  session
    .api()
    .get('/v1/audit', reading(auditPage), query)
    .catch(() => null);
