// Who may follow a report: its link, the device that sent it, and the bearer whose product it is.
import { expect, it } from 'vitest';
import { systemDigest } from '../../src/adapters/system/digest.ts';
import { type Follower, findOwnReport } from '../../src/app/follow-report.ts';
import type { OwnReportDetails, Testers } from '../../src/app/ports/testers.ts';

const ref = { product: 'nova', reportId: 'r1' };
const report = { ...ref, id: 'r1', deviceId: 'd1', sentBy: 'ada' };
const own = { report } as unknown as OwnReportDetails;
const { sha256: linked } = await systemDigest('link');

const testers: Pick<Testers, 'loadOwnReport' | 'isLinked'> = {
  loadOwnReport: async (product, id) => (product === ref.product && id === ref.reportId ? own : null),
  isLinked: async (product, id, sha256) => product === ref.product && id === ref.reportId && sha256 === linked,
};
const ports = { testers: testers as Testers, digest: systemDigest };
const nobody: Follower = { link: null, device: null, bearer: null };

const find = (who: Partial<Follower>, asked = ref) => findOwnReport(ports, asked, { ...nobody, ...who });

it.each<[string, Partial<Follower>]>([
  ['its link', { link: 'link' }],
  ['its device', { device: { product: 'nova', deviceId: 'd1' } }],
  ['who sent it, by a token for the product', { bearer: { name: 'ada', productId: 'nova' } }],
  ['who sent it, by a token for all products', { bearer: { name: 'ada', productId: null } }],
])('shows it to %s', async (_, who) => {
  expect(await find(who)).toBe(own);
});

it.each<[string, Partial<Follower>]>([
  ['nobody', {}],
  ['another link', { link: 'links' }],
  ['a device of the same id at another product', { device: { product: 'orion', deviceId: 'd1' } }],
  ['another device', { device: { product: 'nova', deviceId: 'd2' } }],
  ['another bearer', { bearer: { name: 'eve', productId: null } }],
  ['a bearer of the same name at another product', { bearer: { name: 'ada', productId: 'orion' } }],
])('is not there for %s', async (_, who) => {
  expect(await find(who)).toBeNull();
});

it('is not there under another name, or at another product, whoever asks', async () => {
  const all = { link: 'link', device: { product: 'orion', deviceId: 'd1' }, bearer: { name: 'ada', productId: null } };
  expect(await find(all, { ...ref, reportId: 'r2' })).toBeNull();
  expect(await find(all, { ...ref, product: 'orion' })).toBeNull();
});
