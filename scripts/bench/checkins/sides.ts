// The sides of intake, which take turns: the bare insert, the service as it runs, the service while nothing is folded.
import { maxEvents } from '../../../src/wire/device/checkin.ts';
import { readCpuMs } from '../cpu-time.ts';
import type { OwnProcess } from '../own-process.ts';
import type { Side, Slice } from '../rounds.ts';
import { bareTable } from './bare-insert.ts';
import type { FoldGate } from './fold-gate.ts';
import type { GatewayAnswer, GatewayOrder, Lane } from './messages.ts';
import type { BenchService } from './serve.ts';

/** A fold and its rest take one to two seconds: a slice in which folds run holds several of them. */
const foldingMs = 5_000;
const sliceMs = 2_000;

export type Parts = {
  readonly service: BenchService;
  readonly gateway: OwnProcess<GatewayOrder, GatewayAnswer>;
  /** Shut between slices. */
  readonly gate: FoldGate;
};

/** What the sides saw besides their speed. */
export type Seen = {
  /** Events acknowledged by the service that were found neither waiting nor folded. */
  lost: number;
  /** Events folded a second while the service took all that it could, slice by slice. */
  readonly foldedPerS: number[];
};

export function checkinSides(parts: Parts, seen: Seen): Side[] {
  const { gate } = parts;
  const ours = async (isFolding: boolean): Promise<Slice> => {
    const before = await countFolded(parts);
    const slice = await measureSlice(parts, async () => {
      if (isFolding) await gate.open();
      const ran = await send(parts, 'ours', isFolding ? foldingMs : sliceMs);
      if (isFolding) await gate.shut();
      return ran;
    });
    const folded = (await countFolded(parts)) - before;
    if (isFolding) seen.foldedPerS.push((folded / slice.wallMs) * 1_000);
    seen.lost += slice.count - folded - (await countWaiting(parts)) * maxEvents;
    return slice;
  };
  return [
    { name: 'bare', run: () => measureSlice(parts, () => send(parts, 'bare', sliceMs)) },
    { name: 'ours', run: () => ours(true) },
    { name: 'unfolded', run: () => ours(false) },
  ];
}

type Ran = { readonly batches: number; readonly wallMs: number };

async function send({ gateway }: Parts, lane: Lane, forMs: number): Promise<Ran> {
  const told = await gateway.ask({ kind: 'run', lane, forMs });
  if (told.kind !== 'ran') throw new Error(`the gateway answered ${told.kind}`);
  return told;
}

/** CPU time is that of all who take part, the client included, until the last fold of the slice is done. */
async function measureSlice({ service }: Parts, work: () => Promise<Ran>): Promise<Slice> {
  await service.database.sql`truncate checkin_queue, ${service.database.sql(bareTable)}`;
  const beforeMs = readCpuMs(process.pid);
  const { batches, wallMs } = await work();
  const afterMs = readCpuMs(process.pid);
  return {
    count: batches * maxEvents,
    wallMs,
    cpuMs: beforeMs === null || afterMs === null ? null : afterMs - beforeMs,
  };
}

async function countFolded({ service }: Parts): Promise<number> {
  const [row] = await service.database.sql<{ rows: number }[]>`select count(*)::int as rows from checkin_events`;
  return row?.rows ?? Number.NaN;
}

async function countWaiting({ service }: Parts): Promise<number> {
  const [row] = await service.database.sql<{ rows: number }[]>`select count(*)::int as rows from checkin_queue`;
  return row?.rows ?? Number.NaN;
}
