// Two people where it matters: a raised threshold, a proposal that waits, an approval, a lost key, a rotated root.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { type FileShown, filesOf, newPerson, type Person, publicKeysIn } from '../harness/trust-story.ts';

let service: ServedApp;
let ada: Person;
let grace: Person;
let graceHex: string;
beforeAll(async () => {
  service = await openServedApp();
  ada = await newPerson(service, 'ada');
  grace = await newPerson(service, 'grace', 'engineer');
  await ada.begin();
  graceHex = await grace.newKey('fw-nova');
});
afterAll(() => service.close());

type Role = { name: string; version: number; threshold: number; isSigned: boolean; people: { keyId: string }[] };
async function roleOf(name: string): Promise<Role> {
  const { roles } = jsonOf(await ada.run(['trust', 'status', '--json'])) as unknown as { roles: Role[] };
  return roles.find((role) => role.name === name) ?? expect.fail(name);
}
const state = ({ role, version, state: is, missing }: FileShown) => `${role} ${version} ${is} ${missing}`;
const statesOf = (run: Parameters<typeof filesOf>[0]): string[] => filesOf(run).map(state);
const approve = (person: Person, digest: string) => person.run(['trust', 'approve', digest, '--yes', '--json']);

describe('a second person for the releases', () => {
  it('is added by the targets key, with words that say so', async () => {
    const added = await ada.run(['trust', 'person', 'add', 'fw-nova', graceHex, '--yes', '--json']);
    expect(added, added.stderr).toMatchObject({ code: 0 });
    expect(statesOf(added)).toEqual(['targets 2 published 0']);
    expect(added.stderr).toContain('changes fw-nova: 1 of 2 must sign, before it was 1 of 1');
    expect(added.stderr).toContain('may sign from now on');
    expect(added.stderr).toContain('changes fw-nova-archive');
    expect(added.stderr).toContain('as before: rollout-nova, 1 of 1');
    expect(await roleOf('fw-nova')).toMatchObject({ threshold: 1, isSigned: true });
  });

  it.each([
    ['the same once more', ['person', 'add', 'fw-nova', 'HEX'], 'may sign fw-nova already'],
    ['what is no key', ['person', 'add', 'fw-nova', 'zz'], 'no public key and no key file'],
    ['a role that nobody delegated', ['person', 'add', 'fw-vega', 'HEX'], 'no role fw-vega'],
    ['a threshold above the people', ['threshold', 'fw-nova', '3'], 'more people than it has (1 of 2 now)'],
    ['the threshold it has', ['threshold', 'fw-nova', '1'], 'is 1 already'],
    ['somebody who does not sign it', ['person', 'remove', 'stop-nova', 'HEX'], 'no such key may sign stop-nova'],
    ['a key that signs another role', ['person', 'add', 'stop-nova', 'HEX'], 'signs fw-nova already'],
    ['the last one', ['person', 'remove', 'rollout-nova', 'OWN'], 'more people than it has'],
    [
      'a key of small order',
      ['person', 'add', 'fw-nova', `01${'00'.repeat(31)}`],
      'this public key is refused: key-of-small-order',
    ],
  ])('refuses %s', async (_what, argv, words) => {
    const own = publicKeysIn(ada.keyFile).find(({ name }) => name === 'rollout-nova')?.public ?? '';
    const typed = argv.map((word) => ({ HEX: graceHex, OWN: own })[word] ?? word);
    expect(await ada.run(['trust', ...typed, '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(words),
    });
  });

  it('is needed once the threshold is 2: what is published waits for her signature', async () => {
    const raised = await ada.run(['trust', 'threshold', 'fw-nova', '2', '--yes', '--json']);
    expect(raised, raised.stderr).toMatchObject({ code: 0 });
    expect(statesOf(raised)).toEqual(['targets 3 published 0', 'fw-nova 2 waiting 1', 'fw-nova-archive 2 waiting 1']);
    expect(await roleOf('fw-nova')).toMatchObject({ version: 1, threshold: 2, isSigned: false });
    const [, waiting] = filesOf(raised);
    const own = await approve(ada, waiting?.digest ?? '');
    expect(own).toMatchObject({ code: 1, stderr: expect.stringContaining('you signed version 2 of fw-nova already') });
    const approved = await approve(grace, (waiting?.digest ?? '').slice(0, 12));
    expect(approved, approved.stderr).toMatchObject({ code: 0 });
    // The file and its archive are the same bytes as long as both are empty, and are approved together.
    expect(statesOf(approved)).toEqual(['fw-nova 2 published 0', 'fw-nova-archive 2 published 0']);
    expect(approved.stderr).toContain('everything in this file is shown');
    expect(await roleOf('fw-nova')).toMatchObject({ version: 2, isSigned: true });
  });

  it('leaves nothing to do then', async () => {
    expect(await ada.run(['trust', 'status'])).toMatchObject({ code: 0 });
    expect(jsonOf(await ada.run(['trust', 'renew', '--json']))).toEqual({ files: [], out: null });
  });
});

describe('a file of fw-nova by one of two', () => {
  let digest: string;
  it('waits, is listed for everybody, and is published by the other', async () => {
    const renewed = await grace.run(['trust', 'renew', 'fw-nova', '--yes']);
    expect(renewed, renewed.stderr).toMatchObject({ code: 0 });
    digest = /orange trust approve (\w{12})/.exec(renewed.stdout)?.[1] ?? '';
    expect(renewed.stdout).toContain('Waits for one person more: fw-nova version 3');
    expect((await ada.run(['trust', 'status'])).stdout).toContain(`orange trust approve ${digest}`);
    expect(await roleOf('fw-nova')).toMatchObject({ version: 2 });
    expect(statesOf(await approve(ada, digest))).toEqual(['fw-nova 3 published 0']);
  });

  it('waits no more once it is published, and another digest is another file', async () => {
    expect(jsonOf(await approve(grace, digest))).toMatchObject({ error: { code: 'unknown-proposal' } });
    expect(jsonOf(await approve(grace, 'abcdef'))).toMatchObject({ error: { code: 'unknown-proposal' } });
  });

  it('is signed by nobody whom the role does not know', async () => {
    const eve = await newPerson(service, 'eve', 'engineer');
    await eve.newKey('fw-nova');
    const renewed = filesOf(await ada.run(['trust', 'renew', 'fw-nova', '--yes', '--json']));
    const refused = await approve(eve, renewed[0]?.digest ?? '');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('holds no key that may sign fw-nova') });
    const gone = await ada.run(['trust', 'withdraw', renewed[0]?.digest ?? '', '--yes', '--json']);
    expect(jsonOf(gone)).toMatchObject({ items: [{ role: 'fw-nova', version: 4 }] });
  });
});

describe('a lost key', () => {
  it('is replaced in one step, and the new one signs with the other person', async () => {
    const lost = await roleOf('fw-nova');
    // Grace lost her laptop: she has a new one, with a new key.
    const again = await newPerson(service, 'grace-again', 'engineer');
    const hex = await again.newKey('fw-nova');
    const ids = lost.people.map(({ keyId }) => keyId);
    const { keyId } = (await grace.tell('key', 'export', 'fw-nova')) as unknown as { keyId: string };
    expect(ids).toContain(keyId);
    const replaced = await ada.run([
      'trust',
      'person',
      'remove',
      'fw-nova',
      keyId.slice(0, 16),
      '--by',
      hex,
      '--yes',
      '--json',
    ]);
    expect(replaced, replaced.stderr).toMatchObject({ code: 0 });
    expect(statesOf(replaced)).toEqual(['targets 4 published 0', 'fw-nova 4 waiting 1', 'fw-nova-archive 3 waiting 1']);
    const [, waiting, archive] = filesOf(replaced);
    expect(jsonOf(await approve(grace, waiting?.digest ?? ''))).toMatchObject({ error: { code: 'no-fitting-key' } });
    expect(statesOf(await approve(again, waiting?.digest ?? ''))).toEqual(['fw-nova 4 published 0']);
    expect(statesOf(await approve(again, archive?.digest ?? ''))).toEqual(['fw-nova-archive 3 published 0']);
    expect((await roleOf('fw-nova')).people).toHaveLength(2);
    expect(await ada.run(['trust', 'status'])).toMatchObject({ code: 0 });
  });
});

describe('the root', () => {
  it('is rotated: signed by the old key and the new one, and followed by who trusted the first', async () => {
    const rotated = await ada.run(['trust', 'rotate', 'root', '--yes', '--json']);
    expect(rotated, rotated.stderr).toMatchObject({ code: 0 });
    expect(statesOf(rotated)).toEqual(['root 2 published 0']);
    expect(jsonOf(rotated)).toMatchObject({ key: { name: 'root-2' } });
    expect(rotated.stderr).toContain('to be signed by  1 of 1, and 1 of 1');
    expect(await grace.run(['trust', 'status'])).toMatchObject({ code: 0 });
  });

  it('goes from 1 to 2 of 3, and then one person alone changes nothing of it', async () => {
    const [lin, mo] = [await newPerson(service, 'lin'), await newPerson(service, 'mo')];
    for (const person of [lin, mo]) {
      const hex = await person.newKey('root');
      expect(statesOf(await ada.run(['trust', 'person', 'add', 'root', hex, '--yes', '--json']))[0]).toMatch(
        /published/,
      );
    }
    const raised = await ada.run(['trust', 'threshold', 'root', '2', '--yes', '--json']);
    expect(statesOf(raised)).toEqual(['root 5 waiting 1']);
    expect(statesOf(await approve(mo, filesOf(raised)[0]?.digest ?? ''))).toEqual(['root 5 published 0']);
    expect(await roleOf('root')).toMatchObject({ version: 5, threshold: 2, people: [{}, {}, {}] });

    const alone = await ada.run(['trust', 'threshold', 'root', '1', '--yes', '--json']);
    expect(statesOf(alone)).toEqual(['root 6 waiting 1']);
    expect(await roleOf('root')).toMatchObject({ version: 5 });

    // Ada's key is lost: the two others replace it, without her.
    const { keyId } = (await ada.tell('key', 'export', 'root-2')) as unknown as { keyId: string };
    const after = await newPerson(service, 'ada-again');
    const hex = await after.newKey('root');
    const replaced = await lin.run([
      'trust',
      'person',
      'remove',
      'root',
      keyId.slice(0, 16),
      '--by',
      hex,
      '--yes',
      '--json',
    ]);
    expect(statesOf(replaced)).toEqual(['root 6 waiting 1']);
    const digest = filesOf(replaced)[0]?.digest ?? '';
    expect(statesOf(await approve(mo, digest))).toEqual(['root 6 published 0']);
    expect((await roleOf('root')).people.map((person) => person.keyId)).not.toContain(keyId);
    // What she proposed alone cannot come any more: its version is taken.
    expect(jsonOf(await approve(mo, filesOf(alone)[0]?.digest ?? ''))).toMatchObject({
      error: { code: expect.stringMatching(/unknown-proposal|proposal-overtaken/) },
    });
  });
});
