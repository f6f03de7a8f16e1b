// Nothing goes back, nothing vanishes; and after a key is rotated inflated versions are forgotten (properties 5, 6, 7).
import { describe, expect, it } from 'vitest';
import { createClient, createRepository, type Repository, versionsIn } from '../../samples/repository.ts';
import { rootKey } from '../../samples/repository-roles.ts';
import { sampleKey } from '../../samples/statements.ts';

describe('lower versions under a higher timestamp', () => {
  const bend = async (change: (repository: Repository) => void) => {
    const repository = createRepository();
    repository.publish();
    repository.publish();
    const client = await createClient(repository);
    await client.refresh();
    const before = versionsIn(client.store.files);
    change(repository);
    const outcome = await client.refresh();
    return { outcome, before, after: versionsIn(client.store.files) };
  };

  it('of the snapshot are refused with the timestamp that lists it', async () => {
    const { outcome, before, after } = await bend((repository) => {
      repository.publishSnapshot({ version: 2 });
      repository.publishTimestamp();
    });
    expect(outcome).toMatchObject({ role: 'timestamp', refusal: 'listed-version-too-low' });
    expect(after).toEqual(before);
  });

  it.each(['targets', 'fw-nova'])('of %s are refused with the snapshot that lists them', async (role) => {
    const { outcome, before, after } = await bend((repository) => {
      repository.publishTargets(role, { version: 2 });
      repository.publishSnapshot();
      repository.publishTimestamp();
    });
    expect(outcome).toMatchObject({ role: 'snapshot', refusal: 'listed-version-too-low' });
    expect(after).toEqual({ ...before, timestamp: 4 });
  });

  it.each(['targets', 'fw-nova'])('%s may not vanish from the snapshot', async (role) => {
    const { outcome } = await bend((repository) => {
      repository.listed.delete(role);
      repository.publishSnapshot();
      repository.publishTimestamp();
    });
    expect(outcome).toMatchObject({ role: 'snapshot', refusal: 'role-vanished' });
  });

  it('of the snapshot stay refused when the timestamp key alone is rotated', async () => {
    const { outcome } = await bend((repository) => {
      repository.rotate('timestamp', sampleKey(50));
      repository.publishSnapshot({ version: 1 });
      repository.publishTimestamp({ version: 1 });
    });
    expect(outcome).toMatchObject({ role: 'snapshot', refusal: 'version-too-low' });
  });
});

describe('versions that a thief inflated are forgotten with the key', () => {
  const huge = 2 ** 31;

  it('of the timestamp', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    repository.publishTimestamp({ version: huge });
    await client.refresh();
    expect(versionsIn(client.store.files)).toMatchObject({ timestamp: huge });
    repository.rotate('timestamp', sampleKey(50));
    repository.publishTimestamp({ version: 2 });
    expect(await client.refresh()).toMatchObject({ ok: true });
    expect(versionsIn(client.store.files)).toMatchObject({ timestamp: 2 });
  });

  it('of the snapshot', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    repository.publishSnapshot({ version: huge });
    repository.publishTimestamp();
    await client.refresh();
    repository.rotate('snapshot', sampleKey(50));
    repository.rotate('timestamp', sampleKey(51));
    repository.publishSnapshot({ version: 2 });
    repository.publishTimestamp();
    expect(await client.refresh()).toMatchObject({ ok: true });
    expect(versionsIn(client.store.files)).toMatchObject({ root: 3, snapshot: 2 });
  });

  it('of targets, and unwanted roles with them', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    repository.publishTargets('targets', { version: huge });
    repository.publishSnapshot();
    repository.publishTimestamp();
    await client.refresh();
    repository.rotate('snapshot', sampleKey(50));
    repository.publishTargets('targets', { version: 2 });
    repository.listed.delete('fw-nova');
    repository.publishSnapshot();
    repository.publishTimestamp();
    expect(await client.restarted().refresh()).toMatchObject({ ok: true });
    expect(versionsIn(client.store.files)).toMatchObject({ targets: 2 });
  });

  it('but not when the root that rotates it is no honest one', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    repository.publishTimestamp({ version: huge });
    await client.refresh();
    repository.signers.set('root', [sampleKey(60)]);
    repository.publishRoot({ version: 2 });
    repository.publishTimestamp({ version: 2 });
    expect(await client.refresh()).toMatchObject({ role: 'root', refusal: 'too-few-signatures' });
    expect(repository.signers.get('root')).not.toContain(rootKey);
    expect(versionsIn(client.store.files)).toMatchObject({ root: 1, timestamp: huge });
  });
});
