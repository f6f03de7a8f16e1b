// The figures of reports: intake beside a bare insert of the same bytes, what settling takes, and lists over a million of them.
import { setTimeout as wait } from 'node:timers/promises';
import { type BenchService, startService } from '../checkins/serve.ts';
import { readCpuMs } from '../cpu-time.ts';
import { beside, type Figure, told, type Wanted } from '../figure.ts';
import { type OwnProcess, startOwnProcess } from '../own-process.ts';
import { measure, type Side, type Slice } from '../rounds.ts';
import { bareTable } from './bare-insert.ts';
import { measureLists } from './lists.ts';
import type { BarePostAnswer, BarePostOrder, Lane, ReporterAnswer, ReporterOrder } from './messages.ts';
import { measureParts } from './parts.ts';
import { measureSettling } from './settling.ts';

/** The bound that issue 4 states. */
const atLeast = 0.7;
const units = { cpu: 'us of CPU a report', rate: 'reports/s' };
const sliceMs = 3_000;
/** Longer than the first turn of settling and its rest: a short rush pays for that turn, and says little of a long one. */
const rushMs = 15_000;

/** The crowd that the issue states, and a smaller one for a hurry. */
const crowds = { whole: { reports: 1_000_000, issues: 5_000 }, quick: { reports: 100_000, issues: 1_000 } };

export type ReportOptions = { readonly dir: string; readonly rounds: number; readonly isQuick: boolean };

type Parts = { readonly service: BenchService; readonly reporter: OwnProcess<ReporterOrder, ReporterAnswer> };

export async function measureReports({ dir, rounds, isQuick }: ReportOptions): Promise<Figure[]> {
  const service = await startService(dir);
  const reporter = startOwnProcess<ReporterOrder, ReporterAnswer>(new URL('reporter.ts', import.meta.url));
  const route = startOwnProcess<BarePostOrder, BarePostAnswer>(new URL('bare-post.ts', import.meta.url));
  try {
    const { port, token, databaseUrl } = service;
    const { port: routePort } = await route.ask({ answer: answerLike });
    await reporter.ask({ kind: 'open', port, routePort, token, databaseUrl });
    return [
      ...(await measureIntake({ service, reporter }, rounds)),
      ...(await measureSettlingOf({ service, reporter })),
      ...measureParts(),
      ...(await measureLists(service, { ...crowds[isQuick ? 'quick' : 'whole'], rounds })),
    ];
  } finally {
    reporter.stop();
    route.stop();
    await service.stop();
  }
}

/** As long as what the service answers. */
const answerLike = JSON.stringify({ product: 'nova', id: 'x'.repeat(14), filler: 'x'.repeat(180) });

const lanes: readonly Lane[] = ['bare', 'ours', 'verb', 'route'];

async function measureIntake(parts: Parts, rounds: number): Promise<Figure[]> {
  const seen = { lost: 0 };
  const sides = lanes.map((lane): Side => ({ name: lane, run: () => measureKept(parts, lane, seen) }));
  const measured = await measure(sides, { rounds, warmUps: 2 });
  const besideBare = (lane: Lane, name: string, wanted: { readonly rate?: Wanted } = {}) => {
    const [ours, baseline] = [measured.get(lane), measured.get('bare')];
    if (ours === undefined || baseline === undefined) throw new Error('a side was not measured');
    return beside({ name: `reports of 4 kB: ${name}`, units, ours, baseline, wanted });
  };
  return [
    ...besideBare('ours', 'over HTTP, as it runs', { rate: { atLeast } }),
    ...besideBare('verb', 'the verb alone'),
    ...besideBare('route', 'a bare route that keeps nothing'),
    told('reports: acknowledged and lost', 'reports', seen.lost, { atMost: 0 }),
  ];
}

/** Until the service has seen that nothing waits. */
const calmMs = 1_000;

/** What one side left waiting goes before the next is measured, or that one would pay for settling it. */
async function measureKept(parts: Parts, lane: Lane, seen: { lost: number }): Promise<Slice> {
  await parts.service.database.sql`truncate reports_waiting, report_texts`;
  await wait(calmMs);
  const before = await countKept(parts);
  const slice = await measureSlice(parts, lane);
  if (lane === 'ours' || lane === 'verb') seen.lost += slice.count - ((await countKept(parts)) - before);
  return slice;
}

/** Of what a rush of one slice leaves. */
async function measureSettlingOf(parts: Parts): Promise<Figure[]> {
  await measureSlice(parts, 'ours');
  return measureSettling(parts.service);
}

/** CPU time is that of all who take part, the client included. */
async function measureSlice({ service, reporter }: Parts, lane: Lane): Promise<Slice> {
  await service.database.sql`truncate ${service.database.sql(bareTable)}`;
  const beforeMs = readCpuMs(process.pid);
  const told = await reporter.ask({ kind: 'run', lane, forMs: lane === 'ours' ? rushMs : sliceMs });
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
