// Reports and issues in memory, held to the same contract as PostgreSQL.
import type { Reports } from '../../src/app/ports/reports.ts';
import { derivePage } from '../../src/domain/page.ts';
import type { Report } from '../../src/domain/report/report.ts';

export type FakeIssue = { readonly number: number; readonly fingerprint: string; reports: number; lastMs: number };
export type FakeReports = Reports & { issuesOf(product: string): readonly FakeIssue[] };

/** `builds` are the ids of sealed builds by the names that senders give, `models` those of devices. */
export function fakeReports(given: {
  products: readonly string[];
  builds?: Readonly<Record<string, string>>;
  models?: Readonly<Record<string, string>>;
}): FakeReports {
  const held = new Map<string, Report>();
  const issues = new Map<string, FakeIssue[]>(given.products.map((product) => [product, []]));
  const keyOf = (product: string, id: string) => `${product}/${id}`;

  return {
    issuesOf: (product) => issues.get(product) ?? [],
    async recordReport({ fingerprint, ...report }) {
      const ofProduct = issues.get(report.product);
      if (ofProduct === undefined) return null;
      const known = held.get(keyOf(report.product, report.id));
      if (known !== undefined) return { report: known, isNew: false };
      let issue = ofProduct.find((each) => each.fingerprint === fingerprint);
      if (issue === undefined) {
        issue = { number: ofProduct.length + 1, fingerprint, reports: 0, lastMs: 0 };
        ofProduct.push(issue);
      }
      issue.reports += 1;
      issue.lastMs = Math.max(issue.lastMs, report.receivedMs);
      const buildId = given.builds?.[report.reportedBuild] ?? null;
      const model = report.deviceId === null ? null : (given.models?.[report.deviceId] ?? null);
      const added: Report = { ...report, buildId, model, issueNumber: issue.number };
      held.set(keyOf(report.product, report.id), added);
      return { report: added, isNew: true };
    },
    async loadReports({ product, build, kind }, { limit, after }) {
      const cursorOf = ({ receivedMs, id }: Report) => `${receivedMs}/${id}`;
      const rows = [...held.values()]
        .filter((each) => each.product === product && (kind === null || each.kind === kind))
        .filter((each) => build === null || each.buildId === build || each.reportedBuild === build)
        .sort((a, b) => b.receivedMs - a.receivedMs || (a.id < b.id ? 1 : -1));
      const from = after === null ? 0 : rows.findIndex((each) => cursorOf(each) === after) + 1;
      const next = after !== null && from === 0 ? [] : rows.slice(from, from + limit + 1);
      return derivePage(next, limit, cursorOf);
    },
    loadReport: async (product, id) => held.get(keyOf(product, id)) ?? null,
  };
}
