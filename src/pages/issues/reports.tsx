// The reports of an issue: a table, and a page that goes through all of them.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { ListTable } from '../parts.tsx';
import { FileList } from '../reports/files.tsx';
import type { ReportRow } from '../reports/row.ts';
import { When, WhenExactly } from '../when.tsx';

const columns = [{ label: 'Report' }, { label: 'Build' }, { label: 'Model' }, { label: 'Device' }, { label: 'Files' }];

/** Rows whose title is empty say what their issue says. */
export const ReportTable = ({ label, rows }: { readonly label: string; readonly rows: readonly ReportRow[] }) => (
  <ListTable
    label={label}
    columns={columns}
    rows={rows.map(({ href, title, received, build, model: device, device: from, files }) => [
      <ReportLink href={href} title={title} received={received} />,
      build,
      device === '' ? 'unknown' : device,
      from === null ? 'not said' : <a href={from.href}>{from.name}</a>,
      <FileList files={files} />,
    ])}
  />
);

/** A report that says what its issue says is known by when it came. */
const ReportLink = ({ href, title, received }: Pick<ReportRow, 'href' | 'title' | 'received'>) =>
  title === '' ? (
    <a href={href}>{received === null ? 'At no known time' : <WhenExactly at={received} />}</a>
  ) : (
    <>
      <a href={href}>{title}</a> <small>{received === null ? '' : <When at={received} />}</small>
    </>
  );

export type IssueReportsModel = {
  readonly number: string;
  readonly title: string;
  readonly issueHref: string;
  readonly rows: readonly ReportRow[];
  readonly newestHref: string | null;
  readonly olderHref: string | null;
};

export const issueReportsPage = (model: IssueReportsModel, account: Account) => (
  <Layout
    title={`Reports of issue ${model.number}`}
    lead={`${model.title}. The newest first.`}
    current="issues"
    account={account}
  >
    <div class="stack">
      {model.rows.length === 0 ? <p>No more reports.</p> : <ReportTable label="Its reports" rows={model.rows} />}
      <p class="pages">
        <a href={model.issueHref}>Back to the issue</a>
        {model.newestHref === null ? null : <a href={model.newestHref}>Newest</a>}
        {model.olderHref === null ? null : <a href={model.olderHref}>Older</a>}
      </p>
    </div>
  </Layout>
);
