// `npm run simulate`: rolls builds out in simulated worlds, by the gate of the service and by the rules of its peers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOrder, type Task } from './simulate/order.ts';
import type { Outcome } from './simulate/results/outcome.ts';
import { encodePlot } from './simulate/results/plot.ts';
import { encodeDetails, encodeTable } from './simulate/results/table.ts';
import { shareJob } from './simulate/threads.ts';
import { help, type Order, parseWords } from './simulate/words.ts';
import { worldJsonSchema } from './simulate/world/schema.ts';

const words = parseWords(process.argv.slice(2));

if (words.kind === 'help') console.log(help);
else if (words.kind === 'schema') console.log(JSON.stringify(worldJsonSchema, null, 2));
else if (words.kind === 'mistake') fail(`${words.message} Try: npm run simulate -- --help`);
else if (words.kind === 'simulate') {
  // A reader that has seen enough closes the pipe.
  process.stdout.on('error', () => process.exit(0));
  await simulate(words);
}

async function simulate(order: Order): Promise<void> {
  const read = readOrder(order);
  if (!read.ok) {
    const [problem] = read.problems;
    return fail(`${problem?.where}: ${problem?.what}. ${problem?.fix}`);
  }
  for (const task of read.value) await (order.isJson ? printLines(task, order) : printTable(task, order));
}

async function printLines({ job }: Task, { workers }: Order): Promise<void> {
  await shareJob(job, workers, (outcomes) => {
    for (const outcome of outcomes) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  });
}

async function printTable({ job }: Task, { workers, out }: Order): Promise<void> {
  const all: Outcome[] = [];
  const began = performance.now();
  await shareJob(job, workers, (outcomes) => {
    all.push(...outcomes);
  });
  const { world, plan, policies, seed } = job;
  const title = `World ${world.name}${world.about === '' ? '' : `: ${world.about}`}`;
  const details = policies.slice(0, 1).map((policy) => `\n${encodeDetails(all, policy)}`);
  const run = `${job.builds} builds, plan ${plan.plan}, seed ${seed}`;
  const page = [`## ${title}`, '', `${run}.`, '', encodeTable(all, policies), ...details, ''].join('\n');
  console.log(`${page}\n(${((performance.now() - began) / 1000).toFixed(0)} s)\n`);
  if (out === null) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${world.name}.md`), page);
  writeFileSync(join(out, `${world.name}.svg`), encodePlot(all, { title: `World ${world.name}`, policies }));
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 2;
}
