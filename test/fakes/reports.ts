// Reports in memory, held to the same contract as PostgreSQL.
import type { ReportTexts } from '../../src/app/ports/report-texts.ts';
import type { Recorded, Reports } from '../../src/app/ports/reports.ts';
import { deviceLimits, type Filing } from '../../src/domain/issue/filing.ts';
import { derivePage } from '../../src/domain/page.ts';
import type { Report } from '../../src/domain/report/report.ts';

export type FakeIssue = { readonly number: number; readonly keys: Set<string>; reports: number; lastMs: number };
export type FakeReports = Reports & { issuesOf(product: string): readonly FakeIssue[]; readonly texts: ReportTexts };

type Held = { readonly filing: Filing; readonly report: Report };

/** `builds` are the ids of sealed builds by the names that senders give, `models` those of devices. */
export function fakeReports(given: {
  products: readonly string[];
  builds?: Readonly<Record<string, string>>;
  models?: Readonly<Record<string, string>>;
}): FakeReports {
  const held = new Map<string, Held>();
  const waiting = new Map<number, Held>();
  const onTheirWay = new Map<number, Held>();
  const issues = new Map<string, FakeIssue[]>(given.products.map((product) => [product, []]));
  const keyOf = (product: string, id: string) => `${product}/${id}`;
  let seq = 0;

  function isOverLimit({ product, deviceId, sentBy, receivedMs, keys }: Filing): boolean {
    const fromMs = receivedMs - deviceLimits.windowMs;
    const recent = [...held.values()]
      .filter(({ filing }) => filing.product === product && filing.deviceId === deviceId && filing.sentBy === sentBy)
      .filter(({ filing }) => filing.receivedMs > fromMs);
    const same = recent.filter(({ filing }) => filing.keys.strict === keys.strict);
    return recent.length >= deviceLimits.any || same.length >= deviceLimits.sameFault;
  }

  function findIssue(ofProduct: FakeIssue[], { keys }: Filing): FakeIssue {
    const all = [keys.strict, ...keys.alt];
    const known = all.map((key) => ofProduct.find((each) => each.keys.has(key))).find((each) => each !== undefined);
    const issue = known ?? { number: ofProduct.length + 1, keys: new Set<string>(), reports: 0, lastMs: 0 };
    if (known === undefined) ofProduct.push(issue);
    for (const key of all) if (!ofProduct.some((each) => each.keys.has(key))) issue.keys.add(key);
    return issue;
  }

  const toTexts = (from: ReadonlyMap<number, Held>, limit: number) =>
    [...from].slice(0, limit).map(([at, { filing }]) => ({ seq: at, objectKey: filing.objectKey, body: filing.body }));

  return {
    issuesOf: (product) => issues.get(product) ?? [],
    async recordReport(filing): Promise<Recorded> {
      const { product, id, kind, deviceId, sentBy, title, objectKey, sizeBytes, receivedMs, buildNames } = filing;
      const known = held.get(keyOf(product, id));
      if (known !== undefined) return { ok: true, report: known.report, isNew: false };
      const ofProduct = issues.get(product);
      if (ofProduct === undefined) return { ok: false, refusal: 'unknown-product' };
      if (deviceId !== null && isOverLimit(filing)) return { ok: false, refusal: 'over-limit', share: 'fault' };
      const named = buildNames.find((name) => given.builds?.[name] !== undefined);
      const report: Report = {
        ...{ product, id, kind, deviceId, sentBy, title, objectKey, sizeBytes, receivedMs },
        reportedBuild: buildNames[0] ?? 'unknown',
        buildId: named === undefined ? null : (given.builds?.[named] ?? null),
        model: deviceId === null ? null : (given.models?.[deviceId] ?? null),
        issueNumber: findIssue(ofProduct, filing).number,
      };
      held.set(keyOf(product, id), { filing, report });
      seq += 1;
      waiting.set(seq, { filing, report });
      return { ok: true, report, isNew: true };
    },
    async loadReports({ product, build, kind, issue, device }, { limit, after }) {
      const cursorOf = ({ receivedMs, id }: Report) => `${receivedMs}/${id}`;
      const rows = [...held.values()]
        .map(({ report }) => report)
        .filter((each) => each.product === product && (kind === null || each.kind === kind))
        .filter((each) => build === null || each.buildId === build || each.reportedBuild === build)
        .filter(
          (each) => (issue ?? each.issueNumber) === each.issueNumber && (device ?? each.deviceId) === each.deviceId,
        )
        .sort((a, b) => b.receivedMs - a.receivedMs || (a.id < b.id ? 1 : -1));
      const from = after === null ? 0 : rows.findIndex((each) => cursorOf(each) === after) + 1;
      const next = after !== null && from === 0 ? [] : rows.slice(from, from + limit + 1);
      return derivePage(next, limit, cursorOf);
    },
    loadReport: async (product, id) => held.get(keyOf(product, id))?.report ?? null,
    async loadWaitingText(product, id) {
      return (
        [...waiting.values(), ...onTheirWay.values()].find(
          ({ report }) => report.product === product && report.id === id,
        )?.filing.body ?? null
      );
    },
    async loadWaiting(limit) {
      return toTexts(waiting, limit);
    },
    async recordRepeats() {},
    async recordSettled(seqs) {
      const gone = seqs.filter((at) => waiting.has(at));
      for (const at of gone) {
        const settled = waiting.get(at);
        if (settled === undefined) continue;
        const { report } = settled;
        const issue = issues.get(report.product)?.find(({ number }) => number === report.issueNumber);
        if (issue !== undefined) {
          issue.reports += 1;
          issue.lastMs = Math.max(issue.lastMs, report.receivedMs);
        }
        waiting.delete(at);
        onTheirWay.set(at, settled);
      }
      return gone.length;
    },
    texts: {
      loadTexts: async (limit) => toTexts(onTheirWay, limit),
      recordStored: async (seqs) => seqs.filter((at) => onTheirWay.delete(at)).length,
      loadUnneeded: async (objectKeys) =>
        objectKeys.filter((key) => ![...held.values()].some(({ filing }) => filing.objectKey === key)),
    },
  };
}
