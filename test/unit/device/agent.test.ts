// A device's rounds: what a quiet poll costs, what is asked for again, and that running out of trust is said and is no brick.
import { describe, expect, it } from 'vitest';
import { createAgent } from '../../../src/device/agent.ts';
import { nodeHasher } from '../../../src/device/node-files.ts';
import type { Device } from '../../../src/device/update.ts';
import { fakeStaging } from '../../fakes/staging.ts';
import { memory, self } from '../../samples/offers.ts';
import { createClient, createRepository, type Repository, verifyByPlatform } from '../../samples/repository.ts';
import { dayMs, nowMs } from '../../samples/statements.ts';

const trustOf = ({ files, now }: Repository) => ({
  root: now.root.version,
  timestamp: JSON.parse(new TextDecoder().decode(files.get('timestamp.json'))),
});
const quiet = (repository: Repository) => ({
  kind: 'none',
  reason: 'up-to-date',
  trust: trustOf(repository),
  pollAfterS: 3_000,
  pollJitterS: 360,
});

async function open(answer: (repository: Repository) => Response) {
  const repository = createRepository();
  const clock = { ms: nowMs };
  const counted = { polls: [] as (string | null)[], signatures: 0 };
  const client = await createClient(repository, {
    nowMs: () => clock.ms,
    verify: (...given) => {
      counted.signatures += 1;
      return verifyByPlatform(...given);
    },
  });
  const device: Device = {
    self,
    trust: client,
    origin: 'http://service.test',
    web: async (_url, init) => {
      counted.polls.push(new Headers(init?.headers).get('if-none-match'));
      return answer(repository);
    },
    memory: { load: async () => memory, save: async () => {} },
    staging: fakeStaging(),
    installer: { install: async () => {} },
    hasher: nodeHasher,
    report: async () => {},
  };
  const habits = { pass: () => null, dice: () => 0.5, nowMs: () => clock.ms, deadlineMs: 1_000 };
  return { repository, clock, counted, agent: createAgent(device, habits) };
}

const answering = (repository: Repository) => Response.json(quiet(repository), { headers: { etag: '"e1"' } });

describe('a quiet round', () => {
  it('is one GET and one signature, once the device has begun', async () => {
    const { repository, counted, agent } = await open(answering);
    const round = await agent.round();
    expect(round).toEqual({ kind: 'quiet', reason: 'up-to-date', trouble: null, waitS: 3_180 });
    counted.signatures = 0;
    repository.requests.length = 0;
    repository.publishTimestamp();
    await agent.round();
    expect([counted.polls.length, counted.signatures, repository.requests]).toEqual([2, 1, []]);
  });

  it('asks whether anything changed, and keeps its pace when nothing did', async () => {
    let isChanged = true;
    const opened = await open((repository) =>
      isChanged ? answering(repository) : new Response(null, { status: 304 }),
    );
    await opened.agent.round();
    isChanged = false;
    expect(await opened.agent.round()).toEqual({ kind: 'quiet', reason: 'unchanged', trouble: null, waitS: 3_180 });
    expect(opened.counted.polls).toEqual([null, '"e1"']);
  });

  it('asks in full again after something was wrong with what is trusted', async () => {
    const { repository, counted, agent } = await open(answering);
    repository.files.delete('1.snapshot.json');
    expect(await agent.round()).toMatchObject({ kind: 'quiet', trouble: 'absent' });
    repository.publish();
    expect(await agent.round()).toMatchObject({ trouble: null });
    expect(counted.polls).toEqual([null, null]);
  });

  it('asks the repository itself when the answer tells nothing of it', async () => {
    const { repository, agent } = await open(() => Response.json({ ...quiet(createRepository()), trust: undefined }));
    expect(await agent.round()).toMatchObject({ kind: 'quiet', trouble: null });
    expect(repository.requests).toContain('timestamp.json');
    repository.requests.length = 0;
    expect(await agent.round()).toMatchObject({ kind: 'quiet', trouble: null });
    expect(repository.requests).toEqual([]);
  });
});

describe('what ran out', () => {
  it.each<[string, () => Response, string]>([
    ['a service that says that nothing changed', () => new Response(null, { status: 304 }), 'quiet'],
    ['a service that fails', () => new Response(null, { status: 503 }), 'unanswered'],
  ])('is told under %s', async (_, later, kind) => {
    let isFirst = true;
    const { clock, agent } = await open((repository) => (isFirst ? answering(repository) : later()));
    await agent.round();
    isFirst = false;
    clock.ms = nowMs + dayMs - 1;
    expect(await agent.round()).toMatchObject({ kind, trouble: null });
    clock.ms = nowMs + dayMs;
    expect(await agent.round()).toMatchObject({ kind, trouble: 'stale' });
  });

  it('is told under a service that goes on sending it, and forgotten when it sends better', async () => {
    const { repository, clock, agent } = await open(answering);
    clock.ms = nowMs + dayMs;
    expect(await agent.round()).toMatchObject({ kind: 'quiet', trouble: 'stale' });
    repository.publishTimestamp({ expiresMs: nowMs + 2 * dayMs });
    expect(await agent.round()).toMatchObject({ kind: 'quiet', trouble: null });
  });
});

describe('waiting', () => {
  it.each([
    [-5, 1],
    [0, 1],
    [9_000_000_000, 604_800],
  ])('of %d seconds is kept between a second and a week', async (pollAfterS, waitS) => {
    const { agent } = await open((repository) => Response.json({ ...quiet(repository), pollAfterS, pollJitterS: 0 }));
    expect(await agent.round()).toMatchObject({ waitS });
  });
});

it('takes an offer as far as it goes, and asks for it in full the next time', async () => {
  const offer = {
    kind: 'offer',
    direction: 'forward',
    rollout: 7,
    build: { id: 'nova-42', version: '1.4.0', vendorVersion: null, counter: 42 },
    release: 'fw/nova/nova-42.img',
    ceiling: 'rollout/nova/nova-42-1',
    permit: null,
    artifacts: [],
  };
  const { counted, agent } = await open((repository) =>
    Response.json({ ...quiet(repository), ...offer }, { headers: { etag: '"e2"' } }),
  );
  expect(await agent.round()).toMatchObject({
    kind: 'offered',
    outcome: { kind: 'refused', refusal: 'malformed-statement' },
    waitS: 3_180,
  });
  await agent.round();
  expect(counted.polls).toEqual([null, null]);
});
