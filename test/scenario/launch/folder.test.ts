// The data folder: whose it is, who holds it, and what a dead holder leaves.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../../scripts/launch/data-folder.ts';
import { openFolderClock } from '../../../scripts/launch/folder-clock.ts';
import { lockFolder } from '../../../scripts/launch/folder-lock.ts';
import { identityOf } from '../../../scripts/launch/process-identity.ts';
import { makeGrounds } from './grounds.ts';

const grounds = makeGrounds();
afterAll(() => grounds.remove());

function emptyFolder(name: string): string {
  mkdirSync(grounds.inside(name));
  return grounds.inside(name);
}

describe('the folder', () => {
  it('is made for its owner alone, and gives the same secrets again', () => {
    const path = grounds.inside('deep/inside');
    const first = openDataFolder(path);
    first.ports.remember('objects', 4321);
    first.lock.release();
    chmodSync(`${path}/secrets.json`, 0o644);
    const second = openDataFolder(path);
    expect(second.secrets).toEqual(first.secrets);
    expect(second.ports.recall('objects')).toBe(4321);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(`${path}/secrets.json`).mode & 0o777).toBe(0o600);
    second.lock.release();
  });

  it('is refused when it holds the files of somebody else', () => {
    const path = emptyFolder('home');
    writeFileSync(`${path}/thesis.txt`, 'years of work');
    chmodSync(path, 0o755);
    expect(() => openDataFolder(path)).toThrow('holds other files');
    expect(statSync(path).mode & 0o777).toBe(0o755);
  });

  it('from before the repository is given its two keys once, and keeps every other secret', () => {
    const path = grounds.inside('older');
    const first = openDataFolder(path);
    first.lock.release();
    const { snapshotKey, timestampKey, ...before } = first.secrets;
    writeFileSync(`${path}/secrets.json`, JSON.stringify(before));
    const [second, third] = [1, 2].map(() => {
      const opened = openDataFolder(path);
      opened.lock.release();
      return opened.secrets;
    });
    expect(second).toEqual({ ...before, snapshotKey: expect.any(String), timestampKey: expect.any(String) });
    expect([second?.snapshotKey === snapshotKey, second?.timestampKey === timestampKey]).toEqual([false, false]);
    expect(third).toEqual(second);
    writeFileSync(`${path}/secrets.json`, JSON.stringify({ ...before, snapshotKey }));
    expect(() => openDataFolder(path)).toThrow('is not a secrets file');
  });

  it('is not opened with damaged secrets, and its lock is free again then', () => {
    const path = emptyFolder('damaged');
    writeFileSync(`${path}/secrets.json`, '{"serviceSecret":"x"}');
    expect(() => openDataFolder(path)).toThrow('is not a secrets file');
    expect(existsSync(`${path}/lock`)).toBe(false);
  });
});

describe('the lock', () => {
  it('names its holder to a second start', () => {
    const path = emptyFolder('held');
    const lock = lockFolder(path);
    expect(() => lockFolder(path)).toThrow(`process ${process.pid} is starting`);
    lock.publish('http://127.0.0.1:8787');
    expect(() => lockFolder(path)).toThrow(`process ${process.pid} answers at http://127.0.0.1:8787`);
    lock.release();
    lockFolder(path).release();
  });

  it.each([
    ['a process that is gone', { pid: 2 ** 22 - 1, identity: 'boot/1' }],
    ['a pid that another process has by now', { pid: process.pid, identity: 'boot/1' }],
    ['nobody', 'half a l'],
  ])('is taken from %s', (_whom, content) => {
    const path = emptyFolder(`stale-${String(_whom).length}`);
    writeFileSync(`${path}/lock`, typeof content === 'string' ? content : JSON.stringify(content));
    const lock = lockFolder(path);
    expect(JSON.parse(readFileSync(`${path}/lock`, 'utf8'))).toEqual({
      pid: process.pid,
      identity: identityOf(process.pid),
    });
    lock.release();
    expect(existsSync(`${path}/lock`)).toBe(false);
  });

  it('is not released by who does not hold it', () => {
    const path = emptyFolder('lost');
    const lock = lockFolder(path);
    writeFileSync(`${path}/lock`, JSON.stringify({ pid: 1, identity: identityOf(1) }));
    lock.release();
    expect(existsSync(`${path}/lock`)).toBe(true);
  });
});

describe('the clock', () => {
  const startOf = ({ bindings }: ReturnType<typeof openFolderClock>) => Number(bindings.CLOCK_START_MS);

  it('is the world’s, and nothing is kept of it', () => {
    const path = emptyFolder('ordinary');
    const clock = openFolderClock(path, 1);
    clock.stop();
    expect(clock.bindings).toEqual({});
    expect(existsSync(`${path}/clock.json`)).toBe(false);
  });

  it('that ran ahead never goes back, at any later rate, and whatever killed the launcher', async () => {
    const path = emptyFolder('ahead');
    const first = openFolderClock(path, 3_600);
    expect(startOf(first)).toBeLessThanOrEqual(Date.now());
    await new Promise((resolve) => setTimeout(resolve, 20));
    first.stop();
    const ranMs = Date.now() - Number(first.bindings.CLOCK_ORIGIN_MS);
    const second = openFolderClock(path, 1);
    expect(second.bindings).toMatchObject({ CLOCK_RATE: '1' });
    expect(startOf(second)).toBeGreaterThanOrEqual(startOf(first) + ranMs * 3_600);
    const afterKill = openFolderClock(path, 60);
    expect(startOf(afterKill)).toBeGreaterThan(startOf(second));
    second.stop();
    afterKill.stop();
  });

  it('with a damaged note is the world’s again', () => {
    const path = emptyFolder('garbled');
    writeFileSync(`${path}/clock.json`, '{"rate":1,"atMs":"soon"}');
    expect(openFolderClock(path, 1).bindings).toEqual({});
  });
});
