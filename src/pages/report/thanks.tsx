// The page after a report was sent: that it is kept, where it went, and the way on.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Facts } from '../parts.tsx';
import { printableLine } from '../printable.ts';

export type ThanksModel = {
  readonly product: string;
  readonly build: string | null;
  readonly report: string;
  readonly issue: number;
};

const againHref = ({ product, build }: ThanksModel): string =>
  `/report?${new URLSearchParams({ product, ...(build === null ? {} : { build }) })}`;

export const thanksPage = (model: ThanksModel, account: Account | null) => (
  <Layout
    title="Thank you"
    lead="The report is kept. Reports of the same fault gather in one issue."
    current="report"
    account={account}
  >
    <div class="sheet card stack">
      <Facts
        facts={[
          { name: 'Report', value: <span class="mono">{printableLine(model.report)}</span> },
          { name: 'Issue', value: printableLine(`${model.issue} of ${model.product}`) },
        ]}
      />
      <p>
        <a class="button" href={againHref(model)}>
          Report something else
        </a>
      </p>
    </div>
  </Layout>
);
