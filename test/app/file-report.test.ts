// Filing reports, on fakes: the text is stored before the row says so, and an id is one report for ever.
import { describe, expect, it } from 'vitest';
import { type FiledReport, fileReport } from '../../src/app/file-report.ts';
import { showReport } from '../../src/app/show-report.ts';
import { fakeReports } from '../fakes/reports.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { startMs } from '../samples/fleet.ts';

function open() {
  const storage = fakeStorage();
  const ports = {
    objects: storage.objects,
    reports: fakeReports({ products: ['nova'], builds: { '1.2.0': 'nova-2' } }),
  };
  const file = (changes: Partial<FiledReport> = {}) => {
    const text = changes.text ?? 'java.lang.Error: x\n\tat a.B.c(B.java:7)';
    const filed = {
      product: 'nova',
      id: 'r1',
      kind: 'crash',
      build: '1.2.0',
      deviceId: 'd1',
      title: 'Camera dies',
    } as const;
    const content = { text, bytes: new TextEncoder().encode(text), sha256: text.length.toString(16).padStart(64, '0') };
    return fileReport(ports, { ...filed, ...content, ...changes }, startMs);
  };
  return { storage, ports, file };
}

describe('fileReport', () => {
  it('stores the text under its digest, then the row', async () => {
    const { file, ports } = open();
    const filed = await file();
    expect(filed).toMatchObject({
      ok: true,
      isNew: true,
      report: { buildId: 'nova-2', issueNumber: 1, receivedMs: startMs },
    });
    const shown = await showReport(ports, { product: 'nova', id: 'r1' });
    expect(new TextDecoder().decode(shown?.bytes ?? new Uint8Array())).toContain('a.B.c');
    expect(await showReport(ports, { product: 'nova', id: 'r2' })).toBeNull();
  });

  it('answers a repetition with what is there, and counts it once', async () => {
    const { file, ports } = open();
    const first = await file();
    expect(await file()).toEqual({ ...first, isNew: false });
    expect(ports.reports.issuesOf('nova')).toMatchObject([{ reports: 1 }]);
  });

  it('refuses an id that belongs to another report, and shows that one', async () => {
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

  it('puts equal faults into one issue', async () => {
    const { file } = open();
    await file();
    const same = await file({ id: 'r2', text: 'java.lang.Error: y\n\tat a.B.c(B.java:99)' });
    const other = await file({ id: 'r3', text: 'java.lang.Error: x\n\tat a.B.d(B.java:7)' });
    expect([same, other]).toMatchObject([{ report: { issueNumber: 1 } }, { report: { issueNumber: 2 } }]);
  });

  it('writes no row when storage does not take the text', async () => {
    const { file, ports, storage } = open();
    storage.state.isDown = true;
    await expect(file()).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(await ports.reports.loadReport('nova', 'r1')).toBeNull();
  });

  it('refuses an unknown product', async () => {
    const { file } = open();
    expect(await file({ product: 'luna' })).toEqual({ ok: false, refusal: 'unknown-product' });
  });
});
