// Two people publish: the second hashes the stored image on their own machine before they sign the same bytes.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deriveArtifactKey } from '../../src/domain/build/build.ts';
import { deriveChunkListKey } from '../../src/domain/build/chunk-root.ts';
import { jsonOf } from '../harness/cli.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { filesOf, newPerson, type Person } from '../harness/trust-story.ts';

let service: ServedApp;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  service = await openServedApp();
  ada = await newPerson(service, 'ada');
  grace = await newPerson(service, 'grace', 'engineer');
  await ada.begin();
  await publish('1.0.0');
  await ada.done('trust', 'person', 'add', 'fw-nova', await grace.newKey('fw-nova'), '--yes');
  const raised = await ada.run(['trust', 'threshold', 'fw-nova', '2', '--yes', '--json']);
  const waiting = new Set(filesOf(raised).flatMap(({ digest, state }) => (state === 'waiting' ? [digest] : [])));
  for (const digest of waiting) await grace.done('trust', 'approve', digest, '--yes');
});
afterEach(() => {
  service.state.meddle = () => undefined;
});
afterAll(() => service.close());

const publish = (version: string) =>
  ada.done(
    'build',
    'publish',
    ada.newFile(`${version}.img`, 9_000_000),
    '--version',
    version,
    '--channel',
    'stable',
    '--yes',
  );
const approve = (person: Person, version: string) => person.run(['build', 'approve', version, '--yes', '--json']);
const stateOf = async (version: string) =>
  (jsonOf(await ada.run(['build', 'show', version, '--json'])) as { state?: string }).state;

describe('a release at a threshold of 2', () => {
  it('is stored and waits, and is no build to roll out yet', async () => {
    const run = await publish('1.1.0');
    expect(run.stdout).toContain('waits for one person more');
    expect(run.stdout).toContain('orange build approve nova-2 --product nova');
    expect(await stateOf('1.1.0')).toBe('draft');
  });

  it('is not approved by who signed it', async () => {
    const run = await approve(ada, '1.1.0');
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'already-signed' } }]);
  });

  it('is not signed when the storage holds other bytes', async () => {
    const { artifact } = jsonOf(await ada.run(['build', 'show', '1.1.0', '--json'])) as never as {
      artifact: { sha256: string };
    };
    const path = `/storage/${deriveArtifactKey(artifact.sha256)}`;
    service.state.meddle = (request) => (request.path.startsWith(path) ? new Response('something else') : undefined);
    const run = await approve(grace, '1.1.0');
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'image-differs' } }]);
    expect(await stateOf('1.1.0')).toBe('draft');
  });

  it('is hashed, compared with the one before, signed, and then sealed', async () => {
    const { artifact } = jsonOf(await ada.run(['build', 'show', '1.1.0', '--json'])) as never as {
      artifact: { chunkRoot: string };
    };
    const list = deriveChunkListKey(artifact.chunkRoot);
    expect(service.storage.kept.delete(list)).toBe(true);
    const run = await approve(grace, '1.1.0');
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(service.storage.kept.has(list), 'the second person measured the same chunks').toBe(true);
    expect(run.stderr).toContain('the stored image of nova-2 is what is to be signed');
    expect(run.stderr).toMatch(/Against nova-1/);
    expect(run.stderr).toMatch(/version +1\.1\.0 +was 1\.0\.0/);
    expect(filesOf(run)).toMatchObject([{ role: 'fw-nova', state: 'published', missing: 0 }]);
    expect(await stateOf('1.1.0')).toBe('sealed');
  });

  it('that does not wait is said to be none', async () => {
    const run = await approve(grace, '1.1.0');
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'unknown-proposal' } }]);
  });
});
