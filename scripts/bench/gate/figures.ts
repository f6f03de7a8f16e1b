// Measures the gate: one evaluation of a hundred open stages of fifty models and twenty signals, beside adding the same sums up.
import type { StageEvidence } from '../../../src/domain/gate/evidence.ts';
import { addCell, addShare, startLedger } from '../../../src/domain/gate/ledger.ts';
import { deriveDefaultPolicy, type GatePolicy, type Signal, type SignalRule } from '../../../src/domain/gate/policy.ts';
import { decideVerdict, type Question } from '../../../src/domain/gate/verdict.ts';
import { beside, type Figure, told } from '../figure.ts';
import { measure, type Side } from '../rounds.ts';
import { median } from '../statistics.ts';

const stages = 100;
const modelCount = 50;
const signalCount = 20;
const hours = 24;

/** CPU time, not wall time: what other processes of the machine do is none of its business. */
export async function measureGate({ rounds }: { rounds: number }): Promise<Figure[]> {
  const policy = widePolicy();
  const evidence = wideEvidence(policy);
  const baking = { evidence, policy, bakeS: 900 * 3600 };
  const side = (name: string, work: () => void): Side => ({
    name,
    run: async () => {
      const wall = performance.now();
      const before = process.cpuUsage();
      for (let stage = 0; stage < stages; stage++) work();
      const used = process.cpuUsage(before);
      return { count: 1, wallMs: performance.now() - wall, cpuMs: (used.user + used.system) / 1000 };
    },
  });
  const sides = await measure(
    [
      side('baking', () => void decideVerdict(questionOf(baking))),
      side('baked', () => void decideVerdict(questionOf({ ...baking, bakeS: 0 }))),
      side('bare', () => void addEverything(evidence)),
    ],
    { rounds, warmUps: 2 },
  );
  const [ours, baked, bare] = [sides.get('baking'), sides.get('baked'), sides.get('bare')];
  if (ours === undefined || baked === undefined || bare === undefined) return [];
  const units = { cpu: 'us', rate: '1/s' };
  return [
    ...beside({ name: '100 stages of 50 models and 20 signals judged', units, ours, baseline: bare }),
    told('all of them baking', 'ms', median(ours.cpuUs) / 1000, { atMost: 200 }),
    told('all of them asking to go on', 'ms', median(baked.cpuUs) / 1000, { atMost: 200 }),
  ];
}

/** Twenty signals, half of each test, under names of their own. */
function widePolicy(): GatePolicy {
  const policy = deriveDefaultPolicy(0);
  const [ratio, share] = policy.signals;
  const signals = Array.from({ length: signalCount }, (_, index): SignalRule[] => {
    const rule = index % 2 === 0 ? ratio : share;
    return rule === undefined ? [] : [{ ...rule, signal: `signal-${index}` as Signal }];
  }).flat();
  return { ...policy, signals };
}

function wideEvidence({ signals }: GatePolicy): StageEvidence {
  const ledger = startLedger(Array.from({ length: modelCount }, (_, index) => `model-${index}`));
  for (const model of ledger.models) {
    for (const { test, signal } of signals) {
      if (test === 'share') addShare(model, signal, { events: 2, started: 400, matured: 400 });
      for (let hour = 0; test === 'ratio' && hour < hours; hour++) {
        const events = hour % 3 === 0 ? 1 : 0;
        addCell(model, signal, { events, exposure: 360_000, controlEvents: 9, controlExposure: 10_800_000 });
      }
    }
    model.accepted = 400;
    model.due = 400;
  }
  ledger.reachedMs = 0;
  ledger.stage = { accepted: 20_000, due: 19_900, reported: 19_800 };
  return ledger;
}

function questionOf({ bakeS, ...rest }: Pick<Question, 'evidence' | 'policy'> & { bakeS: number }): Question {
  const stage = { enteredMs: -1, bakeS, tranches: 0, isLast: false };
  return { ...rest, stage, quarantined: [], nowMs: 0, isShown: false };
}

/** The least that anybody must do: look at every sum once. */
function addEverything({ models }: StageEvidence): number {
  let total = 0;
  for (const { ratios, shares } of models) {
    for (const { nats } of Object.values(ratios)) for (const each of nats) total += each;
    for (const { events, started } of Object.values(shares)) total += events + started;
  }
  return total;
}
