// Measures lists: of issues and of reports, over a crowd of them, beside the same list of a product without any.
import type { IssueFilter } from '../../../src/app/ports/issues.ts';
import type { ReportFilter } from '../../../src/app/ports/reports.ts';
import { composeStores } from '../../../src/compose.ts';
import type { Stores } from '../../../src/http/shared/parts.ts';
import type { BenchService } from '../checkins/serve.ts';
import { compared, type Figure } from '../figure.ts';
import { measure, type Side } from '../rounds.ts';
import { ratioOf } from '../statistics.ts';
import { type Crowd, crowded, deserted, seedLists } from './seed-lists.ts';

/** The bound that issue 4 states. */
const atMost = 10;
/** Calls a slice: what one costs is a fraction of a millisecond. */
const calls = 40;
const limit = 30;

type Ask = (stores: Stores, product: string) => Promise<{ readonly items: readonly unknown[] }>;
type List = { readonly name: string; readonly ask: Ask };

const everyIssue = {
  ...{ statuses: [], isOpen: false, isRegressed: null, build: null, isNewInBuild: false, model: null, assignee: null },
  ...{ signature: null, words: null, order: 'last' },
} satisfies Omit<IssueFilter, 'product'>;
const everyReport = { build: null, kind: null, issue: null, device: null } satisfies Omit<ReportFilter, 'product'>;

const issuesBy = (name: string, filter: Partial<IssueFilter>, after: string | null = null): List => ({
  name: `issues ${name}`,
  ask: ({ issues }, product) => issues.loadIssues({ ...everyIssue, product, ...filter }, { limit, after }),
});
const reportsBy = (name: string, filter: Partial<ReportFilter>, after: string | null = null): List => ({
  name: `reports ${name}`,
  ask: ({ reports }, product) => reports.loadReports({ ...everyReport, product, ...filter }, { limit, after }),
});

/** `signature` is the key of some issue, `middle` a place in the middle of the largest issue's reports. */
const lists = (signature: string, middle: string): readonly List[] => [
  issuesBy('newest', {}),
  issuesBy('by devices', { order: 'devices' }),
  issuesBy('by devices, those behind 12', { order: 'devices' }, '12/2000000000'),
  issuesBy('open, by devices', { order: 'devices', isOpen: true }),
  issuesBy('by status', { statuses: ['fixed'] }),
  issuesBy('by build', { build: '1.19.0' }),
  issuesBy('new in a build', { build: '1.3.0', isNewInBuild: true }),
  issuesBy('new in a build, by devices', { build: '1.3.0', isNewInBuild: true, order: 'devices' }),
  issuesBy('by model', { model: 'n3' }),
  issuesBy('by build, model and status', { build: '1.7.0', model: 'n3', statuses: ['triaged'] }),
  issuesBy('by a model that no report has', { model: 'n99' }),
  issuesBy('by a word that all have', { words: 'IllegalStateException' }),
  issuesBy('by words that some have', { words: 'app13 Widget' }),
  issuesBy('by a word that none has', { words: 'absent' }),
  issuesBy('by signature', { signature }),
  reportsBy('newest', {}),
  reportsBy('of the largest issue', { issue: 1 }),
  reportsBy('of the largest issue, half way down', { issue: 1 }, middle),
  reportsBy('of an issue with two keys', { issue: 10 }),
  reportsBy('by build', { build: '1.7.0' }),
  reportsBy('by a build that none has', { build: '9.9.9' }),
  reportsBy('of a device', { device: 'SN-77' }),
];

export async function measureLists(
  { database }: BenchService,
  { rounds, ...crowd }: Crowd & { readonly rounds: number },
): Promise<Figure[]> {
  await seedLists(database.sql, crowd);
  const stores = composeStores(database.db);
  const [key] = await database.sql<{ key: string }[]>`select key from issue_keys where number = 77 limit 1`;
  const [middle] = await database.sql<{ place: string }[]>`
    select received_ms || '/' || id as place from reports where product_id = ${crowded} and issue_number = 1
    order by received_ms offset (select count(*) / 2 from reports where product_id = ${crowded} and issue_number = 1) limit 1`;
  const figures: Figure[] = [];
  for (const list of lists(key?.key ?? '', middle?.place ?? '')) figures.push(await measureList(stores, list, rounds));
  return figures;
}

async function measureList(stores: Stores, { name, ask }: List, rounds: number): Promise<Figure> {
  const side = (product: string): Side => ({
    name: product,
    run: async () => {
      const startedMs = performance.now();
      for (let call = 0; call < calls; call += 1) await ask(stores, product);
      return { count: calls, wallMs: performance.now() - startedMs, cpuMs: null };
    },
  });
  const measured = await measure([side(crowded), side(deserted)], { rounds, warmUps: 1 });
  const usOf = (product: string): number[] => (measured.get(product)?.perS ?? []).map((perS) => 1e6 / perS);
  const [ours, baseline] = [usOf(crowded), usOf(deserted)];
  return compared({ name, unit: 'us', ours, baseline, ratio: ratioOf(ours, baseline), wanted: { atMost } });
}
