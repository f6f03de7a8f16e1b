// Compares what `orange plan power` says of plans with what the simulator does to them: `node --import tsx scripts/compare-power.ts --help`.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { comparePlan, type Row, rowsText } from './power/compare.ts';
import { readPlan } from './simulate/world/plan.ts';

const help = `compare-power.ts [--plan FILE] [--builds N] [--seed S] [--only FAULT] [--json]

  --plan FILE   a plan file, or the name of one of ours; give it again for more; five plans when left out
  --builds N    builds of each kind on both sides; 200 when left out
  --only FAULT  one kind of build; give it again for more`;

const ours = (name: string) => fileURLToPath(new URL(`./power/plans/${name}.yaml`, import.meta.url));
const usual = ['recommended', 'classic', ours('one-day'), ours('hundredth'), ours('two-days')];

const { values } = parseArgs({
  options: {
    plan: { type: 'string', multiple: true },
    builds: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help === true) console.log(help);
else compare();

function compare(): void {
  const order = { builds: Number(values.builds ?? 200), seed: Number(values.seed ?? 1), only: values.only ?? [] };
  const rows: Row[] = [];
  for (const name of values.plan ?? usual) {
    const plan = readPlan(name);
    if (!plan.ok) throw new Error(`${name}: ${plan.problems[0]?.what}`);
    rows.push(...comparePlan(plan.value, order));
  }
  if (values.json === true) console.log(JSON.stringify(rows, null, 2));
  else console.log(`${rowsText(rows)}\n\n${rows.filter(({ agrees }) => agrees).length} of ${rows.length} agree.`);
}
