// The figures of intake: rows a second of the service beside a bare `unnest` insert, and what the fold behind it does.
import { foldCheckins } from '../../../src/app/fold-checkins.ts';
import { composeStores } from '../../../src/compose.ts';
import { beside, type Figure, told } from '../figure.ts';
import { startOwnProcess } from '../own-process.ts';
import { measure } from '../rounds.ts';
import { median } from '../statistics.ts';
import { openFoldGate } from './fold-gate.ts';
import type { GatewayAnswer, GatewayOrder } from './messages.ts';
import { rolloutSides, seedRollouts } from './open-rollouts.ts';
import { startService } from './serve.ts';
import { checkinSides, type Parts, type Seen } from './sides.ts';

/** Open rollouts of other channels cost a check-in nothing: what is lost between two measurements is the machine's. */
const asFast = 0.8;
/** The least part of the bare rate. */
const atLeast = 0.5;
const units = { cpu: 'us of CPU a row', rate: 'rows/s' };
/** As many as one round of folding in the service takes at most, some times over. */
const foldedBatches = 250;

export type CheckinOptions = { readonly dir: string; readonly rounds: number };

export async function measureCheckins({ dir, rounds }: CheckinOptions): Promise<Figure[]> {
  const service = await startService(dir);
  const gateway = startOwnProcess<GatewayOrder, GatewayAnswer>(new URL('gateway.ts', import.meta.url));
  const gate = await openFoldGate(service.databaseUrl);
  try {
    const { port, token, databaseUrl } = service;
    await gateway.ask({ kind: 'open', port, token, databaseUrl });
    const parts: Parts = { service, gateway, gate };
    const seen: Seen = { lost: 0, foldedPerS: [] };
    const measured = await measure(checkinSides(parts, seen), { rounds, warmUps: 1 });
    const [bare, ours, unfolded] = ['bare', 'ours', 'unfolded'].map((name) => measured.get(name));
    if (bare === undefined || ours === undefined || unfolded === undefined) throw new Error('a side was not measured');
    const foldedPerS = await measureFold(parts);
    await gate.shut();
    await seedRollouts(service.database.db);
    const open = await measure(rolloutSides(parts), { rounds, warmUps: 1 });
    const [one, many] = [open.get('one'), open.get('many')];
    if (one === undefined || many === undefined) throw new Error('a side was not measured');
    return [
      ...beside({ name: 'check-ins of 100: as it runs', units, ours, baseline: bare, wanted: { rate: { atLeast } } }),
      ...beside({ name: 'check-ins of 100: nothing folded', units, ours: unfolded, baseline: bare }),
      told('check-ins: acknowledged and lost', 'events', seen.lost, { atMost: 0 }),
      told('fold: beside all the intake there is', 'events/s', median(seen.foldedPerS)),
      told('fold: alone', 'events/s', foldedPerS),
      ...beside({
        name: 'fold: 50 open rollouts, beside one',
        units,
        ours: many,
        baseline: one,
        wanted: { rate: { atLeast: asFast } },
      }),
    ];
  } finally {
    gateway.stop();
    await gate.close();
    await service.stop();
  }
}

/** What a second of intake left behind is folded in this process, with nothing else to do. */
async function measureFold({ service, gateway, gate }: Parts): Promise<number> {
  await gateway.ask({ kind: 'run', lane: 'ours', forMs: 1_000 });
  await gate.open();
  const { folds } = composeStores(service.database.db);
  const startedMs = performance.now();
  const { folded } = await foldCheckins({ folds }, Date.now(), { maxBatches: foldedBatches });
  return (folded / (performance.now() - startedMs)) * 1_000;
}
