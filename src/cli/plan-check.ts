// `orange plan check`: everything wrong with a plan file, with line and column, and how many devices each stage is today.
import { parsePlanFile } from '../wire/plan/plan-file.ts';
import { planCheck } from '../wire/release/plan.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { problemLines, readPlanFile, warningLines } from './plan-file.ts';
import type { Session } from './session.ts';
import { countWords, permilleWords, secondsWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { bad, faint, good, type Line } from './terminal/words.ts';

export const planCheckCommand = (run: Run) =>
  newCommand({
    name: 'check',
    about: 'Check a plan file, and count the devices of each stage',
    more: 'Without a service (not logged in) it checks the file alone. Exit code 1 when the plan cannot be used.',
    json: [
      'isUsable',
      'problems[], warnings[]: where, line, column, what, fix',
      'stages[]: name, cohort, permille, bakeS, devices',
    ],
    examples: [
      ['Before it is committed', 'orange plan check plan.yaml'],
      ['In CI', 'orange plan check plan.yaml --json'],
    ],
  })
    .argument('<file>', 'the plan')
    .action(
      acting(run, async (session, file: string) => {
        const source = await readPlanFile(file);
        const parsed = parsePlanFile(source, file);
        if (!parsed.ok) {
          const json = { isUsable: false, problems: parsed.problems, warnings: [], stages: [] };
          return { json, lines: [...problemLines(parsed.problems), unusable], exitCode: 1 };
        }
        const { plan } = parsed.value;
        const asked = await askService(session, source, file);
        const { problems = [], warnings = parsed.value.warnings } = asked ?? {};
        const stages = plan.stages.map(({ name, cohort, permille, bakeS }, index) => {
          const devices = asked?.stages[index]?.devices ?? null;
          return { name, cohort, permille, bakeS, devices };
        });
        const isUsable = problems.length === 0;
        const lines: Line[] = [
          ...problemLines(problems),
          ...warningLines(warnings),
          ...(isUsable ? describeStages(stages) : []),
          isUsable ? [good('This plan can be used'), ` on ${plan.product}/${plan.channel}.`] : unusable,
          ...(isUsable ? [faint(`What it would see of a bad build: orange plan power ${file}`)] : []),
          ...(asked === null
            ? [faint('Devices were not counted: there is no service to ask. Log in with orange login.')]
            : []),
        ];
        return { json: { isUsable, problems, warnings, stages }, lines, exitCode: isUsable ? 0 : 1 };
      }),
    );

const unusable = bad('This plan cannot be used.');

/** Null when nobody said where the service is. */
async function askService({ api, settings }: Session, source: string, fileName: string) {
  if (settings.known.url === null) return null;
  return api().send('POST', '/v1/plans/check', reading(planCheck), { body: { source, fileName } });
}

type Stage = { name: string; cohort: string; permille: number; bakeS: number; devices: number | null };

const describeStages = (stages: readonly Stage[]): Line[] =>
  table(
    stages,
    [
      { title: 'stage', of: ({ name }) => name },
      { title: 'who', of: ({ permille, cohort }) => `${permilleWords(permille)} of ${cohort}` },
      { title: 'bake', of: ({ bakeS }) => secondsWords(bakeS), align: 'right' },
      {
        title: 'devices inside today',
        of: ({ devices }) => (devices === null ? '-' : countWords(devices)),
        align: 'right',
      },
    ],
    'No stages.',
  );
