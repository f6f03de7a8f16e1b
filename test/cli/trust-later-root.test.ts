// Files of `trust export` between machines whose chains of roots begin at different versions.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { filesOf, newPerson, type Person } from '../harness/trust-story.ts';

let service: ServedApp;
let ada: Person;
beforeAll(async () => {
  service = await openServedApp();
  ada = await newPerson(service, 'ada');
  await ada.begin();
  for (const _ of ['root 2', 'root 3']) await ada.done('trust', 'rotate', 'root', '--yes');
});
afterAll(() => service.close());

describe('machines whose trust begins at different roots', () => {
  const pinnedAt = async (version: number): Promise<string> => {
    const path = ada.inside(`pinned-${version}.json`);
    writeFileSync(path, await (await fetch(`${service.url}/repository/${version}.root.json`)).text());
    return path;
  };
  const signedExport = async (name: string, ...flags: string[]): Promise<string> => {
    const file = ada.inside(name);
    await ada.done('trust', 'export', file, '--role', 'targets', ...flags);
    await ada.done('trust', 'sign', file, '--yes');
    return file;
  };
  const published = (run: Awaited<ReturnType<typeof ada.run>>) => {
    expect(run, run.stderr).toMatchObject({ code: 0 });
    return filesOf(run).map(({ state }) => state);
  };

  it('take each other’s files: a later pinned root and the first one are one chain', async () => {
    const pinned = await pinnedAt(3);
    const fromNewcomer = await signedExport('newcomer.json', '--root', pinned);
    expect(published(await ada.run(['trust', 'import', fromNewcomer, '--json']))).toEqual(['published']);
    const fromFirst = await signedExport('first.json');
    expect(published(await ada.run(['trust', 'import', fromFirst, '--root', pinned, '--json']))).toEqual(['published']);
  });

  it('and one that comes back after rotations walks them, and imports', async () => {
    const file = await signedExport('slept.json');
    await ada.done('trust', 'rotate', 'root', '--yes');
    expect(published(await ada.run(['trust', 'import', file, '--json']))).toEqual(['published']);
  });

  it('refuse a file of another repository', async () => {
    const stranger = await openServedApp();
    const eve = await newPerson(stranger, 'eve');
    await eve.begin();
    await eve.done('trust', 'export', eve.inside('hers.json'), '--role', 'targets');
    await eve.done('trust', 'sign', eve.inside('hers.json'), '--yes');
    await stranger.close();
    for (const flags of [[], ['--root', await pinnedAt(3)]])
      expect(await ada.run(['trust', 'import', eve.inside('hers.json'), ...flags])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/another repository|do not meet|ends with root 1/),
      });
  });

  it('say so where the chains do not meet, and sign nothing into another repository', async () => {
    const old = await signedExport('old.json');
    const version = (JSON.parse(readFileSync(old, 'utf8')) as { roots: string[] }).roots.length;
    await ada.done('trust', 'rotate', 'root', '--yes');
    const refused = await ada.run(['trust', 'import', old, '--root', await pinnedAt(version + 1)]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`ends with root ${version}, and this machine trusts root ${version + 1}`),
    });
  });
});
