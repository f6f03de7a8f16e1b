// On which builds and models an issue was met: a table, and a page of all of them.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Table } from '../parts.tsx';

type Rows = readonly (readonly string[])[];

const columns = [
  { label: 'Build' },
  { label: 'Model' },
  { label: 'Devices', isNumber: true },
  { label: 'Reports', isNumber: true },
];

export const MetTable = ({ rows }: { rows: Rows }) => <Table label="Builds and models" columns={columns} rows={rows} />;

type MetModel = {
  readonly number: string;
  readonly product: string;
  readonly issueHref: string;
  readonly rows: Rows;
  readonly moreHref: string | null;
};

export const metPage = ({ number, product, issueHref, rows, moreHref }: MetModel, account: Account) => (
  <Layout
    title={`Where issue ${number} was met`}
    lead={`Every build and model of ${product}, by their names`}
    current="issues"
    account={account}
  >
    <div class="stack">
      {rows.length === 0 ? <p>Nothing more.</p> : <MetTable rows={rows} />}
      <p class="pages">
        <a href={issueHref}>Back to the issue</a>
        {moreHref === null ? null : <a href={moreHref}>More</a>}
      </p>
    </div>
  </Layout>
);
