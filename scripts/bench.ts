// `npm run bench`: what the service costs beside the barest thing that does the same, on this machine, now.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureCheckins } from './bench/checkins/figures.ts';
import type { Figure } from './bench/figure.ts';
import { measureFingerprints } from './bench/fingerprints/figures.ts';
import { measureGate } from './bench/gate/figures.ts';
import { machineText, readMachine } from './bench/machine.ts';
import { measurePolls } from './bench/poll/figures.ts';
import { measurePublishing } from './bench/publish/figures.ts';
import { measureReports } from './bench/reports/figures.ts';
import { encodeFigures, encodeTable } from './bench/table.ts';
import { measureTrust } from './bench/trust/figures.ts';
import { type BenchWords, type Part, parseBenchWords } from './bench/words.ts';

type Order = Extract<BenchWords, { kind: 'bench' }>;

const words = parseBenchWords(process.argv.slice(2));

if (words.kind === 'help') {
  console.log(words.text);
} else if (words.kind === 'mistake') {
  console.error(`${words.message}\nTry: npm run bench -- --help`);
  process.exitCode = 2;
} else {
  await bench(words);
}

async function bench(order: Order): Promise<void> {
  // In every process of the bench the S3 client would say which Node it likes; the machine's line says which one runs.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // Servers end with the process that started them; its exit takes their files away.
  process.once('SIGINT', () => process.exit(130));
  const machine = readMachine();
  if (!order.isJson) console.log(machineText(machine));
  const figures: Figure[] = [];
  for (const part of order.only) {
    const dir = mkdtempSync(join(tmpdir(), 'orange-bench-'));
    const clear = () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    process.once('exit', clear);
    try {
      const found = await measurePart(part, order, dir);
      figures.push(...found);
      if (!order.isJson) console.log(`\n${encodeTable(found)}`);
    } finally {
      process.off('exit', clear);
      clear();
    }
  }
  if (order.isJson) console.log(JSON.stringify({ machine, figures: encodeFigures(figures) }, null, 2));
}

function measurePart(part: Part, { rounds, isQuick }: Order, dir: string): Promise<Figure[]> {
  switch (part) {
    case 'poll':
      return measurePolls({ dir, rounds: rounds.poll });
    case 'checkins':
      return measureCheckins({ dir, rounds: rounds.checkins });
    case 'publish':
      return measurePublishing({ dir, rounds: rounds.publish, sizeMib: isQuick ? 128 : 1_024 });
    case 'trust':
      return measureTrust({ dir, rounds: rounds.trust });
    case 'fingerprints':
      return measureFingerprints({ rounds: rounds.fingerprints });
    case 'gate':
      return measureGate({ rounds: rounds.gate });
    case 'reports':
      return measureReports({ dir, rounds: rounds.reports, isQuick });
  }
}
