// Strategies that only talk: release maps that were rewritten and answers that were made up, over an honest repository.
import { type Attack, artifactOf, encodeJson, evilSha } from '../attack.ts';
import { bytesOf, dripping, endless, failing, stalling } from '../bodies.ts';
import { ceilingAt, pathOf, permitAt, releaseAt, releaseOf, shaOf, vega } from '../releases.ts';
import type { Strategy } from '../run-strategy.ts';

const polls = /^\/v1\/updates\//;
const everyone = [{ cohort: 'everyone', permille: 1000 }];

/** The rollout of 42 in the map, changed. */
const rollout = ({ map }: Attack, changes: object): void => {
  const [found] = map.channels[0]?.rollouts ?? [];
  if (found !== undefined) Object.assign(found, { stages: everyone }, changes);
};
const build = ({ map }: Attack, counter: number, changes: object): void => {
  const found = map.channels[0]?.builds.find((each) => each.counter === counter);
  if (found !== undefined) Object.assign(found, changes);
};

/** An offer of a release that people signed. */
const offered = (counter: number, changes: object = {}) => ({
  release: releaseAt(counter),
  ceiling: ceilingAt(counter),
  artifacts: [artifactOf(shaOf(counter))],
  ...changes,
});
const back = (permit: number, to: number, changes: object = {}) =>
  offered(to, { direction: 'back', ceiling: null, permit: permitAt(permit), ...changes });

const rewrittenMaps: readonly Strategy[] = [
  { name: 'opens the last stage at once', act: (a) => rollout(a, {}), ends: 'before-stage-opens' },
  {
    name: 'draws the places anew by another salt',
    act: (a) => rollout(a, { salt: 'f'.repeat(32) }),
    ends: 'before-stage-opens',
  },
  {
    name: 'makes everybody a tester',
    act: (a) => {
      a.cohorts = ['testers'];
    },
    ends: 'before-stage-opens',
  },
  {
    name: 'offers another model’s build as one for all models',
    act: (a) => {
      build(a, 43, { models: ['nova-a1', 'nova-b1'] });
      rollout(a, { buildId: 'nova-43', ceiling: ceilingAt(43) });
    },
    ends: 'model-not-listed',
  },
  {
    name: 'offers a build that was halted by a signed stop',
    act: (a) => rollout(a, { buildId: 'nova-45', ceiling: ceilingAt(45) }),
    ends: 'stopped',
  },
  {
    name: 'offers a build that was recalled',
    act: (a) => rollout(a, { buildId: 'nova-46', ceiling: ceilingAt(46) }),
    ends: 'stopped',
  },
  {
    name: 'offers a build under the ceiling of another',
    act: (a) => rollout(a, { buildId: 'nova-44', ceiling: ceilingAt(43) }),
    ends: 'ceiling-for-another-release',
  },
  {
    name: 'offers a build that no ceiling names',
    act: (a) => rollout(a, { buildId: 'nova-44', ceiling: ceilingAt(44) }),
    ends: 'target-not-found',
  },
  {
    name: 'puts a build of another channel into this one',
    act: (a) => rollout(a, { buildId: 'nova-48', ceiling: ceilingAt(48) }),
    ends: 'another-channel',
  },
  {
    name: 'names evil bytes as the artifact of the good build',
    act: (a) => build(a, 42, { artifacts: [{ ...artifactOf(evilSha), fromBuildId: null }] }),
    ends: 'artifact-not-signed',
    isInside: true,
  },
  {
    name: 'takes the running build back by a permit of another',
    act: (a) => rollout(a, { buildId: 'nova-41', fallbackBuildId: 'nova-40', phase: 'retreated', permit: permitAt(1) }),
    ends: 'permit-for-another-source',
  },
  {
    name: 'offers another product’s build',
    act: (a) => {
      build(a, 42, { release: pathOf(vega.releases[0]) });
      rollout(a, { ceiling: pathOf(vega.rollouts[0]) });
    },
    ends: 'another-product',
  },
];

const tempting = (name: string, offer: Parameters<Attack['tempt']>[0], ends: string): Strategy => ({
  name,
  act: (a) => a.tempt(offer),
  ends,
});

const madeUp: readonly Strategy[] = [
  tempting('offers what nobody signed', {}, 'target-not-found'),
  tempting('goes forward without a ceiling', offered(42, { ceiling: null }), 'target-not-found'),
  tempting('goes back without a permit', back(1, 40, { permit: null }), 'permit-missing'),
  tempting('goes forward to an older build under its old ceiling', offered(40), 'counter-too-low'),
  tempting('offers the running build again and again', offered(41, { ceiling: ceilingAt(42) }), 'installed-already'),
  tempting('goes back by a permit that is over', back(2, 40), 'permit-expired'),
  tempting('goes back by a permit to another build', back(3, 40), 'permit-for-another-target'),
  tempting('goes back below the security floor by a true permit', back(3, 39), 'below-security-floor'),
  tempting('goes “back” by a true permit to a build that was stopped', back(4, 45), 'stopped'),
  tempting('goes “back” by a true permit to another model’s build', back(5, 43), 'model-not-listed'),
  tempting('names a build whose ceiling is over', offered(47), 'ceiling-expired'),
  tempting('names a build that does not follow on this one', offered(49), 'source-not-accepted'),
  tempting('passes a ceiling off as a release', offered(42, { release: ceilingAt(42) }), 'statement-of-another-kind'),
  tempting('passes a release off as a ceiling', offered(42, { ceiling: releaseAt(42) }), 'statement-of-another-kind'),
  tempting('passes a permit off as a ceiling', offered(45, { ceiling: permitAt(4) }), 'statement-of-another-kind'),
  tempting('passes a ceiling off as a permit', back(1, 40, { permit: ceilingAt(40) }), 'statement-of-another-kind'),
  tempting(
    'passes a stop off as a release',
    offered(45, { release: 'stop/nova/nova-45' }),
    'statement-of-another-kind',
  ),
  tempting(
    'passes a stop off as a ceiling',
    offered(42, { ceiling: 'stop/nova/nova-45' }),
    'statement-of-another-kind',
  ),
  tempting('names a target of no role', offered(42, { ceiling: 'timestamp.json' }), 'target-not-found'),
  tempting(
    'leaves the folder of releases',
    offered(42, { release: `fw/nova/../../${releaseAt(42)}` }),
    'target-not-found',
  ),
  tempting(
    'writes the path otherwise',
    offered(42, { release: releaseAt(42).replace('/nova/', '//nova/') }),
    'target-not-found',
  ),
  tempting(
    'writes the path in percents',
    offered(42, { release: releaseAt(42).replaceAll('/', '%2f') }),
    'target-not-found',
  ),
  tempting(
    'asks for a member of every object',
    offered(42, { release: '__proto__', ceiling: 'constructor' }),
    'target-not-found',
  ),
  tempting('carries a statement in the offer itself', offered(42, { release: releaseOf(42) }), 'answer not understood'),
  tempting(
    'offers a delta that nobody signed',
    { ...offered(40), artifacts: [artifactOf(evilSha, { kind: 'delta', fromBuild: 'nova-41' })] },
    'counter-too-low',
  ),
];

const told = (name: string, body: Parameters<Attack['bend']>[1], ends: string): Strategy => ({
  name,
  act: (a) => a.bend(polls, body),
  ends,
});
const text = (body: string) => bytesOf(new TextEncoder().encode(body));

const strangeAnswers: readonly Strategy[] = [
  told('answers a poll without end', endless, 'answer too large'),
  told('answers a poll a byte at a time', dripping, 'Error'),
  told('answers a poll with headers and silence', stalling, 'Error'),
  told('answers a poll with an error for ever', failing, 'status 500'),
  told('says for ever that nothing changed', () => new Response(null, { status: 304 }), 'quiet: unchanged'),
  told(
    'says for ever that there is nothing',
    bytesOf(encodeJson({ kind: 'none', reason: 'held', pollAfterS: 60, pollJitterS: 6 })),
    'quiet: held',
  ),
  told('answers nesting that exhausts a stack', text('['.repeat(60_000)), 'answer not understood'),
  told('answers with a prototype', text('{"__proto__":{"kind":"offer"},"kind":"none"}'), 'answer not understood'),
  told('answers nonsense', text('\u0000�{'), 'answer not understood'),
  {
    name: 'carries a timestamp that exhausts a stack',
    act: (a) => a.tempt({ trust: { root: 1, timestamp: { signed: nested(4_000), signatures: [] } } }),
    ends: 'target-not-found',
  },
  {
    name: 'claims a root of any number',
    act: (a) => a.tempt({ trust: { root: Number.MAX_SAFE_INTEGER, timestamp: { signed: {}, signatures: [] } } }),
    ends: 'target-not-found',
  },
  {
    name: 'tells the device never to ask again',
    act: (a) => a.tempt({ pollAfterS: 9_000_000_000_000 }),
    ends: 'target-not-found',
  },
];

/** Objects in objects. */
const nested = (depth: number): object => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

export const offers: readonly Strategy[] = [...rewrittenMaps, ...madeUp, ...strangeAnswers];
export { offered };
