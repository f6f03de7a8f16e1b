// The figures of reports: intake beside a bare insert of the same bytes, and lists over a million of them.
import { type BenchService, startService } from '../checkins/serve.ts';
import { readCpuMs } from '../cpu-time.ts';
import { beside, type Figure, told } from '../figure.ts';
import { type OwnProcess, startOwnProcess } from '../own-process.ts';
import { measure, type Side, type Slice } from '../rounds.ts';
import { bareTable } from './bare-insert.ts';
import { measureLists } from './lists.ts';
import type { Lane, ReporterAnswer, ReporterOrder } from './messages.ts';
import { measureParts } from './parts.ts';

/** The bound that issue 4 states. */
const atLeast = 0.7;
const units = { cpu: 'us of CPU a report', rate: 'reports/s' };
const sliceMs = 3_000;

/** The crowd that the issue states, and a smaller one for a hurry. */
const crowds = { whole: { reports: 1_000_000, issues: 5_000 }, quick: { reports: 100_000, issues: 1_000 } };

export type ReportOptions = { readonly dir: string; readonly rounds: number; readonly isQuick: boolean };

type Parts = { readonly service: BenchService; readonly reporter: OwnProcess<ReporterOrder, ReporterAnswer> };

export async function measureReports({ dir, rounds, isQuick }: ReportOptions): Promise<Figure[]> {
  const service = await startService(dir);
  const reporter = startOwnProcess<ReporterOrder, ReporterAnswer>(new URL('reporter.ts', import.meta.url));
  try {
    const { port, token, databaseUrl } = service;
    await reporter.ask({ kind: 'open', port, token, databaseUrl });
    const seen = { lost: 0 };
    const measured = await measure(intakeSides({ service, reporter }, seen), { rounds, warmUps: 2 });
    const [bare, ours] = ['bare', 'ours'].map((name) => measured.get(name));
    if (bare === undefined || ours === undefined) throw new Error('a side was not measured');
    return [
      ...beside({
        name: 'reports of 4 kB: over HTTP, as it runs',
        units,
        ours,
        baseline: bare,
        wanted: { rate: { atLeast } },
      }),
      told('reports: acknowledged and lost', 'reports', seen.lost, { atMost: 0 }),
      ...measureParts(),
      ...(await measureLists(service, { ...crowds[isQuick ? 'quick' : 'whole'], rounds })),
    ];
  } finally {
    reporter.stop();
    await service.stop();
  }
}

function intakeSides(parts: Parts, seen: { lost: number }): Side[] {
  return [
    { name: 'bare', run: () => measureSlice(parts, 'bare') },
    {
      name: 'ours',
      run: async () => {
        const before = await countKept(parts);
        const slice = await measureSlice(parts, 'ours');
        seen.lost += slice.count - ((await countKept(parts)) - before);
        return slice;
      },
    },
  ];
}

/** CPU time is that of all who take part, the client included. */
async function measureSlice({ service, reporter }: Parts, lane: Lane): Promise<Slice> {
  await service.database.sql`truncate ${service.database.sql(bareTable)}`;
  const beforeMs = readCpuMs(process.pid);
  const told = await reporter.ask({ kind: 'run', lane, forMs: sliceMs });
  const afterMs = readCpuMs(process.pid);
  if (told.kind !== 'ran') throw new Error(`the reporter answered ${told.kind}`);
  const cpuMs = beforeMs === null || afterMs === null ? null : afterMs - beforeMs;
  return { count: told.reports, wallMs: told.wallMs, cpuMs };
}

/** Read or unread. */
async function countKept({ service }: Parts): Promise<number> {
  const [row] = await service.database.sql<{ rows: number }[]>`
    select ((select count(*) from reports) + (select count(*) from reports_waiting where facts is not null))::int as rows`;
  return row?.rows ?? Number.NaN;
}
