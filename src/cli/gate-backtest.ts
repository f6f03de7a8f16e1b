// `orange gate backtest`: what another plan would have said at the recorded looks of past rollouts.
import { type Backtest, backtest, type Look } from '../domain/rollout/backtest.ts';
import type { PlanStage } from '../domain/rollout/plan.ts';
import { parsePlanFile } from '../wire/plan/plan-file.ts';
import { decisionPage, rolloutPage } from '../wire/release/rollout.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { problemLines, readPlanFile } from './plan-file.ts';
import { loadRollout } from './rollouts/find-rollout.ts';
import type { Session } from './session.ts';
import { countWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { bad, faint, type Line, strong } from './terminal/words.ts';

type Options = { readonly rollout?: number; readonly last: number };

export const gateBacktest = (run: Run) =>
  newCommand({
    name: 'backtest',
    about: 'Say what another plan would have decided in past rollouts',
    more:
      'Each look at which the gate decided is judged again by the gate of PLAN, on the evidence recorded then. Up to the first ' +
      'look at which the two part this is what would have happened; what the other plan would have met afterwards nobody saw. ' +
      'The evidence is of as many devices as the rollout let in, and looks that changed nothing were not recorded.',
    takes: ['product', 'channel'],
    json: [
      'plan, problems',
      'rollouts[]: rollout, build, outcome, looks[] (decision, hours, devices, was, stage, would, why)',
    ],
    examples: [
      ['The last eight of the channel', 'orange gate backtest stricter.yaml'],
      ['One rollout', 'orange gate backtest stricter.yaml --rollout 12'],
    ],
  })
    .argument('<plan>', 'a plan file')
    .option('--rollout <number>', 'only this one', wholeNumber(1, 1e9))
    .option('--last <n>', 'so many of the channel, newest first', wholeNumber(1, 50), 8)
    .action(
      acting(run, async (session, file: string, options: Options) => {
        const parsed = parsePlanFile(await readPlanFile(file), file);
        if (!parsed.ok) {
          const lines = [...problemLines(parsed.problems), bad('This plan cannot be used.')];
          return { json: { plan: null, problems: parsed.problems, rollouts: [] }, lines, exitCode: 1 };
        }
        const { plan } = parsed.value;
        const rollouts: Tested[] = [];
        for (const id of await listRollouts(session, options)) rollouts.push(await test(session, id, plan.stages));
        const lines = rollouts.flatMap(describe);
        return {
          json: { plan: plan.plan, problems: [], rollouts },
          lines: lines.length > 0 ? lines : [[faint('No rollouts yet.')]],
        };
      }),
    );

type Tested = Backtest & { readonly rollout: number; readonly build: string };

async function listRollouts({ api, settings }: Session, { rollout, last }: Options): Promise<number[]> {
  if (rollout !== undefined) return [rollout];
  const query = { product: settings.product(), channel: settings.channel(), limit: last };
  return (await api().get('/v1/rollouts', reading(rolloutPage), query)).items.map(({ id }) => id);
}

async function test(session: Session, id: number, stages: readonly PlanStage[]): Promise<Tested> {
  const { startedMs, build, ...past } = await loadRollout(session, id);
  const looks = await loadLooks(session, id);
  const tested = backtest(stages, { startedMs, stages: past.stages.map(({ name }) => name), looks });
  return { rollout: id, build: build.version, ...tested };
}

/** Oldest first; decisions of people carry nothing to judge by. */
async function loadLooks({ api }: Session, id: number): Promise<Look[]> {
  const looks: Look[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const query = { limit: 50, ...(after === undefined ? {} : { after }) };
    const page = await api().get(path`/v1/rollouts/${id}/decisions`, reading(decisionPage), query);
    for (const { asked, evidence, actor, ...rest } of page.items)
      if (actor === 'gate' && asked !== null && evidence !== null) looks.push({ ...rest, asked, evidence });
    after = page.next;
  }
  return looks.reverse();
}

const outcomes: Readonly<Record<Backtest['outcome'], string>> = {
  same: 'would have decided the same at every recorded look',
  'earlier-stop': 'would have stopped it here; what came after would not have been',
  held: 'would have held it here; what it would have seen while waiting nobody knows',
  'gone-on': 'would have let it go on here; what it would have met then nobody knows',
};

function describe({ rollout, build, outcome, looks }: Tested): Line[] {
  const head: Line = [strong(`rollout ${rollout}`), ` (${build}): this plan ${outcomes[outcome]}`];
  if (looks.length === 0) return [head, faint('  The gate has decided nothing there.')];
  const rows = table(
    looks,
    [
      { title: '#', of: ({ decision }) => decision, align: 'right' },
      { title: 'hour', of: ({ hours }) => hours.toFixed(1), align: 'right' },
      { title: 'devices', of: ({ devices }) => countWords(devices), align: 'right' },
      { title: 'decided', of: ({ was }) => was },
      { title: 'this plan', of: ({ would }) => would },
      { title: 'stage', of: ({ stage }) => stage },
      { title: 'why', of: ({ why }) => why },
    ],
    '',
  );
  return [head, ...rows];
}
