// Taking reports away while settling puts one of their texts back: nothing of it is left in object storage.
import { describe, expect, it } from 'vitest';
import type { Removals } from '../../src/app/ports/removals.ts';
import type { Reports } from '../../src/app/ports/reports.ts';
import { eraseReport, eraseReports, forgetReports } from '../../src/app/remove-reports.ts';
import type { Report } from '../../src/domain/report/report.ts';
import { fakeEntropy } from '../fakes/entropy.ts';
import { fakeStorage } from '../fakes/storage.ts';

const key = 'reports/text';
const by = { actor: 'ada', nowMs: 1_000_000 };
const ref = { product: 'nova', id: 'r1' };

/** One report with a text; settling stores that text once more just before the rows go. */
async function world() {
  const { objects } = fakeStorage();
  await objects.putObject(key, 'mail me: tim@example.com', 'text/plain');
  let left = [ref];
  const removals: Removals = {
    loadRemovable: async () => ({ reports: left, objectKeys: left.map(() => key) }),
    recordRemoved: async () => {
      await objects.putObject(key, 'mail me: tim@example.com', 'text/plain');
      left = [];
    },
    recordRenamed: async () => {},
    recordDeviceErased: async () => true,
  };
  const reports = { loadReport: async (_: string, id: string) => (id === ref.id ? (ref as Report) : null) };
  return { objects, ports: { removals, objects, entropy: fakeEntropy(), reports: reports as unknown as Reports } };
}

describe('nothing is left in storage', () => {
  it.each([
    ['a device', 1, (ports: Ports) => eraseReports(ports, { product: 'nova', device: 'SN-1' }, by)],
    ['one report', true, (ports: Ports) => eraseReport(ports, { product: 'nova', reportId: 'r1' }, by)],
    ['what is old', 1, (ports: Ports) => forgetReports(ports, by.nowMs)],
  ])('of %s', async (_, answer, remove) => {
    const { objects, ports } = await world();
    expect(await remove(ports)).toBe(answer);
    expect(await objects.headObject(key)).toBe(null);
  });
});

type Ports = Awaited<ReturnType<typeof world>>['ports'];
