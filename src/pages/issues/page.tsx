// The list of issues of a product, the last met first unless another order is asked for.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Badge, Table } from '../parts.tsx';
import { HowFar } from '../when.tsx';
import type { IssueRow, IssuesModel } from './model.ts';
import { Search } from './search.tsx';

const headings = ['Issue', 'Status', 'Devices', 'Reports', 'First build', 'Last build', 'Owner', 'Last met'] as const;
const numbers: ReadonlySet<string> = new Set(['Devices', 'Reports']);

export const issuesPage = (model: IssuesModel, account: Account) => (
  <Layout title="Issues" lead="Reports of one fault are one issue." current="issues" account={account}>
    <div class="stack">
      <Ways ways={model.ways} />
      <Search product={model.product} products={model.products} search={model.search} />
      {model.rows.length === 0 ? <Nothing model={model} /> : <Rows rows={model.rows} />}
      {model.answers.length === 0 ? null : <Answers rows={model.answers} />}
      <p class="soft">
        <small>
          In a terminal: <code>orange issue list</code>
        </small>
      </p>
      <p class="pages">
        {model.isFirst ? <span /> : <a href={model.newestHref}>Newest</a>}
        {model.olderHref === null ? null : <a href={model.olderHref}>Older</a>}
      </p>
    </div>
  </Layout>
);

/** One click each to what is asked every Friday. */
const Ways = ({ ways }: Pick<IssuesModel, 'ways'>) =>
  ways.length === 0 ? null : (
    <nav class="row" aria-label="Searches">
      {ways.map(({ label, href, isHere }) => (
        <a href={href} aria-current={isHere ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );

/** Whoever has several products may be looking at the wrong one. */
const Nothing = ({ model: { product, products, search } }: { model: IssuesModel }) => {
  const { sort: _, ...asked } = search;
  const isSearch = Object.values(asked).some((field) => field !== '');
  const others = products.filter((each) => each !== product).slice(0, maxOthers);
  return (
    <p>
      {isSearch ? 'No issues like that' : 'No issues yet'}
      {product === '' ? '' : ` of ${product}`}.{others.length === 0 ? '' : ' Look at '}
      {others.map((each, at) => (
        <>
          {at === 0 ? '' : ', '}
          <a href={`/issues?${new URLSearchParams({ product: each })}`}>{each}</a>
        </>
      ))}
    </p>
  );
};

/** A line of links; the form above has all of them. */
const maxOthers = 8;

const waits = [
  { label: 'Week of' },
  { label: 'Reported', isNumber: true },
  { label: 'Median', isNumber: true },
  { label: '9 of 10 within', isNumber: true },
  { label: 'Unanswered', isNumber: true },
];

const Answers = ({ rows }: { rows: IssuesModel['answers'] }) => (
  <details>
    <summary>How long reporters wait for a first answer</summary>
    <Table label="Time to the first answer" columns={waits} rows={rows} />
  </details>
);

const Rows = ({ rows }: { rows: readonly IssueRow[] }) => (
  <table class="list" aria-label="Issues">
    <thead>
      <tr>
        {headings.map((heading) => (
          <th scope="col" class={numbers.has(heading) ? 'number' : undefined}>
            {heading}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr>
          <th scope="row">
            <a href={row.href}>{row.title}</a>
            <small>Issue {row.number}</small>
          </th>
          <td data-label="Status">
            <Badge tone={row.tone}>{row.status}</Badge>
          </td>
          <td data-label="Devices" class="number">
            {row.devices}
          </td>
          <td data-label="Reports" class="number">
            {row.reports}
          </td>
          <td data-label="First build">{row.firstBuild}</td>
          <td data-label="Last build">{row.lastBuild}</td>
          <td data-label="Owner">{row.owner}</td>
          <td data-label="Last met">{row.last === null ? '' : <HowFar at={row.last} />}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
