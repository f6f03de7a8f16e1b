// What the gate said and looked at, as engineers see it.
import * as z from 'zod';
import { signals } from '../../domain/gate/policy.ts';
import type { Verdict } from '../../domain/gate/verdict.ts';
import type { GateAction } from '../../domain/rollout/gate-action.ts';

const count = z.int();
const signal = z.enum(signals);
const model = z.string().nullable().meta({ description: 'Null for all models together.' });
const evidenceLine = z.object({ e: z.number(), line: z.number() });
const counted = z.object({ events: z.number(), exposure: z.number() });

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
    interval: z.object({ low: z.number(), high: z.number().nullable() }).nullable(),
    tolerance: z.number(),
    needs: z.string(),
  })
  .meta({ id: 'SignalReading' });

export const verdict = z
  .object({
    kind: z.enum(['bake', 'advance', 'hold', 'halt']),
    reasons: z.array(z.object({ code: z.string(), signal: signal.nullable(), model, sentence: z.string() })).readonly(),
    signals: z.array(reading).readonly(),
    harm: evidenceLine.nullable(),
  })
  .meta({ id: 'Verdict' });

export const evidence = z
  .object({
    models: z.array(z.string()).readonly(),
    stage: z.object({ accepted: count, due: count, reported: count }),
    installs: z
      .array(
        z.object({
          model: z.string(),
          accepted: count,
          due: count,
          failed: count,
          confirmed: count,
          matured: count,
          silent: count,
        }),
      )
      .readonly(),
    windows: z
      .array(
        z.object({
          model: z.string(),
          hourMs: z.int(),
          newExposureS: z.number(),
          newCrashes: z.number(),
          controlExposureS: z.number(),
          controlCrashes: z.number(),
        }),
      )
      .readonly(),
    silences: z
      .array(
        z.object({
          model: z.string(),
          hourMs: z.int(),
          newDue: count,
          newSilent: count,
          controlDue: count,
          controlSilent: count,
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Evidence' });

export const gateWord = z
  .object({
    verdict,
    does: z.enum(['advance', 'complete', 'halt']).nullable().meta({ description: 'What the next tick will decide.' }),
    waitsFor: z.enum(['bake', 'hold', 'approval', 'ceiling', 'paused']).nullable(),
  })
  .meta({ id: 'GateWord' });

export const gateExplanation = gateWord
  .extend({
    rollout: z.int(),
    state: z.string(),
    stage: z.object({ index: z.int(), name: z.string(), bakeS: z.int(), enteredMs: z.int() }),
    evidence,
  })
  .meta({ id: 'GateExplanation' });

export function encodeGateWord(said: { verdict: Verdict; action: GateAction }): z.output<typeof gateWord> {
  const { action } = said;
  const does = action.kind === 'move' ? action.verb : null;
  return { verdict: said.verdict, does, waitsFor: action.kind === 'wait' ? action.wait : null };
}
