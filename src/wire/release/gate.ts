// What the gate said and looked at, as engineers see it.
import * as z from 'zod';
import { metrics } from '../../domain/device/metric.ts';
import { signals } from '../../domain/gate/policy.ts';
import type { Verdict } from '../../domain/gate/verdict.ts';
import type { GateAction } from '../../domain/rollout/gate-action.ts';
import { type Rollout, rolloutStates } from '../../domain/rollout/rollout.ts';

const count = z.int();
const signal = z.enum(signals);
const metric = z.enum(metrics);
const model = z.string().nullable().meta({ description: 'Null for all models together.' });
const evidenceLine = z.object({ e: z.number(), line: z.number() });
const counted = z.object({ events: z.number(), exposure: z.number() });
const interval = z.object({ low: z.number(), high: z.number().nullable() }).nullable();

const reading = z
  .object({
    signal,
    model,
    standing: z.enum(['harm', 'against', 'missing', 'unproven', 'clear']),
    missing: z.string().nullable(),
    harm: evidenceLine.meta({ description: 'At the line this signal halts alone.' }),
    safe: evidenceLine,
    unit: z.enum(['device-hours', 'devices']),
    ...counted.shape,
    control: counted.nullable(),
    estimate: z.number().nullable().meta({ description: 'A ratio to control where there is one, else a share.' }),
    interval,
    tolerance: z.number(),
    needs: z.string(),
  })
  .meta({ id: 'SignalReading' });

const metricReading = z
  .object({
    metric,
    model,
    standing: z.enum(['worse', 'few', 'clear']).meta({ description: '`few` has too few values to say anything.' }),
    dayMs: z.int().meta({ description: "The day of the service's clock that tells most." }),
    devices: count,
    controlDevices: count,
    quantile: z.number().nullable().meta({ description: 'Share of devices below what is told.' }),
    estimate: z.number().nullable().meta({ description: "Ratio of that quantile to control's." }),
    interval,
    values: z
      .object({ fresh: z.number(), control: z.number() })
      .nullable()
      .meta({ description: 'Of one model alone.' }),
    tolerance: z.number().meta({ description: 'The ratio up to (or down to) which it is no harm.' }),
  })
  .meta({ id: 'MetricReading' });

const modelNames = z.array(z.string()).readonly();

export const verdict = z
  .object({
    kind: z.enum(['bake', 'advance', 'hold', 'quarantine', 'halt']),
    models: modelNames.meta({ description: 'Whom `quarantine` concerns.' }),
    isTrancheDue: z.boolean().meta({ description: 'More devices would settle it, and nothing leans to harm.' }),
    asksPerson: z.boolean().meta({ description: 'Held so long that a person is to decide.' }),
    isRetreatDue: z.boolean().meta({ description: 'Devices are better off on the fallback.' }),
    reasons: z.array(z.object({ code: z.string(), signal: signal.nullable(), model, sentence: z.string() })).readonly(),
    signals: z.array(reading).readonly(),
    harm: evidenceLine.nullable(),
    metrics: z
      .exactOptional(z.array(metricReading).readonly())
      .meta({ description: 'What devices measured of themselves, where any does. It may hold, and never halts.' }),
  })
  .meta({ id: 'Verdict' });

const amount = z.number();
const ratioSums = z
  .object({
    nats: z
      .array(z.number())
      .readonly()
      .meta({ description: 'Log-likelihood of each ratio of the grid, against a ratio of 1.' }),
    events: amount,
    exposure: amount,
    controlEvents: amount,
    controlExposure: amount,
    over: amount,
    under: amount,
  })
  .meta({ id: 'RatioSums' });
const shareSums = z.object({ events: count, started: count, matured: count }).meta({ id: 'ShareSums' });
const histogram = z.array(z.tuple([z.int(), count]).readonly()).readonly();

const side = z
  .object({
    signatures: z
      .array(
        z.object({
          id: z.string(),
          order: count,
          devices: count,
          controlDevices: count,
          exposed: amount,
          control: amount,
        }),
      )
      .readonly(),
    reports: z
      .object({
        nats: z.array(z.number()).readonly(),
        devices: count,
        controlDevices: count,
        exposure: amount,
        controlExposure: amount,
      })
      .nullable(),
    metrics: z
      .array(
        z.object({
          metric,
          model: z.string(),
          dayMs: z.int(),
          day: count,
          fresh: histogram,
          control: histogram,
        }),
      )
      .readonly(),
    past: z.array(z.object({ logRatio: z.number(), variance: amount })).readonly(),
  })
  .meta({ id: 'SideEvidence', description: 'What may hold a build, and never halts it.' });

export const evidence = z
  .object({
    grid: z.string().meta({ description: 'Name of the ratios that `nats` are over.' }),
    models: z
      .array(
        z.object({
          model: z.string(),
          ratios: z.record(z.string(), ratioSums),
          shares: z.record(z.string(), shareSums),
          due: count,
          accepted: count,
        }),
      )
      .readonly(),
    stage: z.object({ accepted: count, due: count, reported: count }),
    reachedMs: z.int().nullable().meta({ description: 'What devices said until then is counted.' }),
    unreadable: count,
    side: side.nullable(),
  })
  .meta({ id: 'Evidence' });

const policy = z.object({
  evidence: z.enum(['no-harm', 'safety']),
  alpha: amount,
  beta: amount,
  minDevices: amount,
  minDevicesPerModel: amount,
  minDueShare: amount,
  trancheAfterS: amount,
  askAfterS: amount,
  staleAfterS: amount,
  signals: z
    .array(
      z.discriminatedUnion('test', [
        z.object({
          test: z.literal('ratio'),
          signal,
          margin: amount,
          base: amount.nullable(),
          tolerance: amount,
          lasting: z.exactOptional(amount),
          isHarmOnly: z.exactOptional(z.boolean()),
          minHarmed: z.exactOptional(amount),
        }),
        z.object({
          test: z.literal('share'),
          signal,
          limit: amount,
          tolerance: amount,
          isOptional: z.boolean(),
          lasting: z.exactOptional(amount),
        }),
      ]),
    )
    .readonly(),
  metrics: z.exactOptional(
    z.array(z.object({ metric, worse: z.enum(['higher', 'lower']), tolerance: amount })).readonly(),
  ),
});

const pastShares = z.partialRecord(signal, z.object({ events: amount, devices: amount }));

export const asked = z
  .object({
    rolloutId: z.exactOptional(z.int()),
    policy,
    stage: z.object({ enteredMs: z.int(), bakeS: amount, tranches: count, isLast: z.boolean() }),
    quarantined: modelNames,
    nowMs: z.int(),
    learned: z.exactOptional(
      z
        .object({
          shares: pastShares,
          lasting: pastShares,
          offsets: z.exactOptional(
            z.object({ testers: amount, fresh: amount }).meta({
              description:
                'How many times as often testers crash on any build, and devices in the hours after an install.',
            }),
          ),
        })
        .meta({ description: 'What past rollouts taught is normal, in place of the defaults in `policy`.' }),
    ),
  })
  .meta({ id: 'Asked', description: 'What the verdict was decided by, besides the evidence.' });

export const override = z
  .object({
    by: z.string(),
    reason: z.string(),
    fromMs: z.int(),
    untilMs: z.int().meta({ description: 'From then on the gate rules again, on all its evidence.' }),
  })
  .meta({ id: 'Override', description: 'The newest one, in force or over: while it lasts the gate does nothing.' });

export const gateWord = z
  .object({
    verdict,
    does: z
      .enum(['advance', 'extend', 'complete', 'quarantine', 'halt'])
      .nullable()
      .meta({ description: 'What the next tick will decide.' }),
    waitsFor: z.enum(['bake', 'hold', 'approval', 'ceiling', 'paused', 'override', 'watch']).nullable(),
    override: override.nullable(),
  })
  .meta({ id: 'GateWord' });

export const gateExplanation = gateWord
  .extend({
    rollout: z.int(),
    state: z.enum(rolloutStates),
    stage: z.object({ index: z.int(), name: z.string(), bakeS: z.int(), enteredMs: z.int() }),
    asked,
    evidence,
  })
  .meta({ id: 'GateExplanation' });

type Said = { verdict: Verdict; action: GateAction; rollout: Pick<Rollout, 'override'> };

export function encodeGateWord({ verdict, action, rollout }: Said): z.output<typeof gateWord> {
  const does = action.kind === 'move' ? action.verb : null;
  return { verdict, does, waitsFor: action.kind === 'wait' ? action.wait : null, override: rollout.override };
}
