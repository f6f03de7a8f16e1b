// Digests of plans: blind to how a plan is written, awake to everything it says.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Plan, PlanStage } from '../../../src/domain/rollout/plan.ts';
import { parseCanonical } from '../../../src/wire/canonical-json.ts';
import { encodeGatesDigest, encodePlan, encodePlanDigest } from '../../../src/wire/plan/canonical.ts';
import { parsePlanFile } from '../../../src/wire/plan/plan-file.ts';

function read(text: string): Plan {
  const answer = parsePlanFile(text);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value.plan;
}
const text = `plan: friday
product: nova
channel: stable
stages:
  - name: all
    permille: 1000
    bake: 24h
    minDevices: 50
    gates:
      crash-rate: { tolerance: 1.5 }
      silence: { limit: 0.29%, tolerance: 0.57% }
`;
const plan = read(text);

test('another way to write the same plan has the same digest', () => {
  const rewritten = `# a comment
stages: [{gates: {silence: {tolerance: "0.57%", limit: 0.29%}, crash-rate: {tolerance: 1.50}}, minDevices: 50, bake: 1d, cohort: everyone, permille: 1000, promote: auto, evidence: safety, name: all}]
channel: 'stable'
product: nova
fallback: previous
plan: friday
`;
  expect(encodePlanDigest(read(rewritten))).toBe(encodePlanDigest(plan));
});

test('the bytes are canonical and the digest is their sha256', () => {
  const bytes = encodePlan(plan);
  expect(parseCanonical(bytes).ok).toBe(true);
  expect(new TextDecoder().decode(bytes)).toContain(
    '{"limitBasisPoints":29,"signal":"silence","toleranceBasisPoints":57}',
  );
  expect(encodePlanDigest(plan)).toBe(createHash('sha256').update(bytes).digest('hex'));
});

const changes: [string, string][] = [
  ['plan: friday', 'plan: monday'],
  ['product: nova', 'product: luna'],
  ['channel: stable', 'channel: beta'],
  ['channel: stable', 'channel: stable\nfallback: none'],
  ['name: all', 'name: every'],
  ['permille: 1000', 'permille: 999'],
  ['permille: 1000', 'permille: 1000\n    cohort: testers'],
  ['bake: 24h', 'bake: 25h'],
  ['bake: 24h', 'bake: 24h\n    promote: approval'],
  ['bake: 24h', 'bake: 24h\n    evidence: no-harm'],
  ['bake: 24h', 'bake: 24h\n    without: [boot]'],
  ['bake: 24h', 'bake: 24h\n    without: [free-storage]'],
  ['bake: 24h', 'bake: 24h\n    metrics: { boot-time: { tolerance: 20% } }'],
  ['    minDevices: 50\n', ''],
  ['minDevices: 50', 'minDevices: 51'],
  ['minDevices: 50', 'minDevices: 50\n    minDevicesPerModel: 0'],
  ['channel: stable', 'channel: stable\nalpha: 0.5%'],
  ['channel: stable', 'channel: stable\nbeta: 10%'],
  ['tolerance: 1.5', 'tolerance: 1.51'],
  ['{ tolerance: 1.5 }', '{}'],
  ['limit: 0.29%', 'limit: 0.3%'],
  ['tolerance: 0.57%', 'tolerance: 0.58%'],
  ['      crash-rate: { tolerance: 1.5 }\n', ''],
];

test.each(changes)('%j -> %j changes the digest of the plan', (from, to) => {
  expect(encodePlanDigest(read(text.replace(from, to)))).not.toBe(encodePlanDigest(plan));
});

const onlyStage = (each: Plan): PlanStage => {
  const [stage] = each.stages;
  if (stage === undefined) throw new Error('no stage');
  return stage;
};

test.each(changes)('%j -> %j changes the gates digest if it is about what must hold', (from, to) => {
  const changed = encodeGatesDigest(onlyStage(read(text.replace(from, to))));
  const isCondition = /bake|minDevices|tolerance|limit|crash-rate|alpha|beta:/.test(from + to);
  expect(changed !== encodeGatesDigest(onlyStage(plan))).toBe(isCondition);
});

test('a plan that says nothing of metrics has the bytes that it always had', () => {
  expect(new TextDecoder().decode(encodePlan(plan))).not.toContain('metric');
  const stated = read(
    text.replace('bake: 24h', 'bake: 24h\n    metrics: { free-storage: { tolerance: 12.5% }, boot-time: {} }'),
  );
  expect(new TextDecoder().decode(encodePlan(stated))).toContain(
    '"metrics":[{"metric":"boot-time"},{"metric":"battery-drain"},{"metric":"free-storage","toleranceBasisPoints":1250}]',
  );
});

test.each([
  ['{ boot-time: { tolerance: 0% } }', 'Give more than 0%, at most 900%.'],
  ['{ free-storage: { tolerance: 95% } }', 'Give more than 0%, at most 90%.'],
  ['{ cpu-load: {} }', ''],
])('metrics that nobody can mean are refused: %s', (metrics, fix) => {
  const answer = parsePlanFile(text.replace('bake: 24h', `bake: 24h\n    metrics: ${metrics}`));
  expect(answer.ok).toBe(false);
  if (!answer.ok) expect(answer.problems[0]?.fix).toContain(fix);
});
