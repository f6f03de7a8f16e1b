// Filing reports, on fakes: cleaned before anything is stored, durable at once, and an id is its sender's own.
import { describe, expect, it } from 'vitest';
import { systemDigest } from '../../src/adapters/system/digest.ts';
import { type FiledReport, fileReport } from '../../src/app/file-report.ts';
import { settleReports } from '../../src/app/settle-reports.ts';
import { showReport } from '../../src/app/show-report.ts';
import { fakeReports } from '../fakes/reports.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { withoutSymbols } from '../fakes/symbols.ts';
import { nothingUnread } from '../fakes/unread-reports.ts';
import { startMs } from '../samples/fleet.ts';

function open() {
  const storage = fakeStorage();
  const ports = {
    digest: systemDigest,
    objects: storage.objects,
    ...withoutSymbols,
    ...nothingUnread,
    reports: fakeReports({ products: ['nova'], builds: { '1.2.0': 'nova-2', TQ1A: 'nova-3' } }),
  };
  const file = (changes: Partial<FiledReport> = {}) =>
    fileReport(
      ports,
      {
        product: 'nova',
        id: 'r1',
        kind: 'crash',
        build: '1.2.0',
        release: null,
        fingerprint: null,
        deviceId: 'd1',
        sentBy: null,
        title: 'Camera dies',
        text: 'java.lang.Error: x\n\tat a.B.c(B.java:7)',
        ...changes,
      },
      startMs,
    );
  const settle = () => settleReports({ ...ports, reportTexts: ports.reports.texts }, startMs, { maxReports: 10 });
  const textOf = async (id: string) => {
    const text = (await showReport(ports, { product: 'nova', id }))?.text ?? null;
    return text instanceof Uint8Array ? new TextDecoder().decode(text) : text;
  };
  return { storage, ports, file, settle, textOf };
}

describe('fileReport', () => {
  it('is durable at once, and in storage once it is settled', async () => {
    const { file, settle, ports, storage, textOf } = open();
    expect(await file()).toMatchObject({
      ok: true,
      isNew: true,
      report: { buildId: 'nova-2', issueNumber: 1, receivedMs: startMs },
    });
    expect(storage.asked).toEqual([]);
    expect(await textOf('r1')).toContain('a.B.c');
    expect(await settle()).toEqual({ settled: 1, isDrained: true });
    expect(ports.reports.issuesOf('nova')).toMatchObject([{ reports: 1, lastMs: startMs }]);
    expect(await ports.reports.loadWaitingText('nova', 'r1')).toBeNull();
    expect(await textOf('r1')).toContain('a.B.c');
    expect(await textOf('r2')).toBeNull();
  });

  it('is counted while storage is down, and its text waits for it', async () => {
    const { file, settle, ports, storage, textOf } = open();
    storage.state.isDown = true;
    expect(await file()).toMatchObject({ ok: true });
    await expect(settle()).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    expect(ports.reports.issuesOf('nova')).toMatchObject([{ reports: 1 }]);
    expect(await textOf('r1')).toContain('a.B.c');
    storage.state.isDown = false;
    expect(await settle()).toEqual({ settled: 0, isDrained: true });
    expect(ports.reports.issuesOf('nova')).toMatchObject([{ reports: 1 }]);
    expect(await ports.reports.loadWaitingText('nova', 'r1')).toBeNull();
    expect(await textOf('r1')).toContain('a.B.c');
  });

  it('stores nothing that is personal, in text or title', async () => {
    const { file, textOf, ports } = open();
    const text = 'java.lang.Error: for bob@example.com\n\tat a.B.c(B.java:7)\nIMEI: 490154203237518\0';
    expect(await file({ text, title: 'Bob (bob@example.com)' })).toMatchObject({ report: { title: 'Bob (<mail>)' } });
    expect(await textOf('r1')).toBe('java.lang.Error: for <mail>\n\tat a.B.c(B.java:7)\nIMEI: <imei>\uFFFD');
    expect(JSON.stringify(await ports.reports.loadWaiting(9))).not.toContain('bob');
  });

  it('answers a repetition with what is there, and counts it once', async () => {
    const { file, settle, ports } = open();
    const first = await file();
    expect(await file()).toEqual({ ...first, isNew: false });
    await settle();
    expect(ports.reports.issuesOf('nova')).toMatchObject([{ reports: 1 }]);
  });

  it('refuses an id that its sender used for another report, and shows that one', async () => {
    const { file } = open();
    await file();
    for (const changes of [{ text: 'other' }, { kind: 'bug' }, { build: '1.3.0' }, { title: 'Torch' }] as const) {
      expect(await file(changes)).toMatchObject({
        ok: false,
        refusal: 'report-id-taken',
        current: { title: 'Camera dies' },
      });
    }
  });

  it('gives an id of its own to a report whose id another sender took first', async () => {
    const { file } = open();
    await file({ deviceId: 'squatter' });
    const own = await file();
    expect(own).toMatchObject({
      ok: true,
      isNew: true,
      report: { deviceId: 'd1', id: expect.stringMatching(/^r1\.[0-9a-f]{20}$/) },
    });
    expect(await file()).toEqual({ ...own, isNew: false });
    expect(await file({ sentBy: 'ada' })).toMatchObject({ ok: true, isNew: true });
    expect((await file({ sentBy: 'ada', deviceId: null })) as object).toMatchObject({ ok: true, isNew: true });
  });

  it('binds a report by whatever names its build', async () => {
    const { file } = open();
    const fingerprint = 'google/nova/n1:13/TQ1A/99:user/release-keys';
    const nameless = { build: null };
    expect(await file({ id: 'a', ...nameless, release: 'fw@1.2.0+45' })).toMatchObject({
      report: { buildId: 'nova-2' },
    });
    expect(await file({ id: 'b', ...nameless, fingerprint })).toMatchObject({
      report: { buildId: 'nova-3', reportedBuild: fingerprint },
    });
    const text = `*** ***\nBuild fingerprint: '${fingerprint}'\npid: 1, tid: 1, name: x  >>> x <<<\n`;
    expect(await file({ id: 'c', ...nameless, text })).toMatchObject({ report: { buildId: 'nova-3' } });
    expect(await file({ id: 'd', ...nameless })).toEqual({ ok: false, refusal: 'build-missing' });
  });

  it('calls a crash by what its text says where nobody gave it a title', async () => {
    const { file } = open();
    expect(await file({ title: '' })).toMatchObject({ report: { title: 'Error in a.B.c' } });
  });

  it('puts equal faults into one issue', async () => {
    const { file } = open();
    await file();
    const same = await file({ id: 'r2', text: 'java.lang.Error: y\n\tat a.B.c(B.java:99)' });
    const other = await file({ id: 'r3', text: 'java.lang.Error: x\n\tat a.B.d(B.java:7)' });
    expect([same, other]).toMatchObject([{ report: { issueNumber: 1 } }, { report: { issueNumber: 2 } }]);
  });

  it('keeps no more of a loop than its share', async () => {
    const { file } = open();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => file({ id: `loop-${at}` })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    expect(answers.at(-1)).toEqual({ ok: false, refusal: 'over-limit', share: 'fault' });
  });

  it('refuses an unknown product', async () => {
    const { file } = open();
    expect(await file({ product: 'luna' })).toEqual({ ok: false, refusal: 'unknown-product' });
  });
});
