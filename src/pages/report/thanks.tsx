// The page after a report was sent: that it is kept, where to follow it, and whether it is the same as one of these.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Facts } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { Choices, type Suggestion } from './similar.tsx';

export type ThanksModel = {
  readonly product: string;
  readonly build: string | null;
  readonly report: string;
  readonly issue: number;
  /** Follows the report; null when it was not given. */
  readonly link: string | null;
  /** Whether a letter asks for their yes; null for those who gave no address. */
  readonly mail: 'asked' | 'not-asked' | null;
  readonly suggestions: readonly Suggestion[];
};

const againHref = ({ product, build }: ThanksModel): string =>
  `/report?${new URLSearchParams({ product, ...(build === null ? {} : { build }) })}`;

/** Where a report is followed; names are encoded, since they came from outside. */
const ownReportPath = ({ product, report }: Pick<ThanksModel, 'product' | 'report'>): string =>
  `/my-reports/${encodeURIComponent(product)}/${encodeURIComponent(report)}`;

export const thanksPage = (model: ThanksModel, account: Account | null) => {
  const { product, report, issue, link, mail, suggestions } = model;
  return (
    <Layout
      title="Thank you"
      lead="The report is kept. Reports of the same fault gather in one issue."
      current="report"
      account={account}
    >
      <div class="sheet stack">
        {suggestions.length === 0 ? null : <Same model={model} />}
        <div class="card stack">
          <Facts
            facts={[
              { name: 'Report', value: <span class="mono">{printableLine(report)}</span> },
              { name: 'Issue', value: printableLine(`${issue} of ${product}`) },
            ]}
          />
          {link === null ? null : (
            <p>
              <a class="button" href={`${ownReportPath(model)}?link=${encodeURIComponent(link)}`}>
                Follow your report
              </a>
            </p>
          )}
          {link === null ? null : (
            <p class="soft">
              Keep that page as a bookmark: it shows every answer, takes yours, and whoever has its address can read it.
            </p>
          )}
          {mail === null ? null : <p>{mailWords[mail]}</p>}
          <p>
            <a class="button quiet" href={againHref(model)}>
              Report something else
            </a>
          </p>
        </div>
      </div>
    </Layout>
  );
};

const mailWords = {
  asked:
    'A letter is on its way to the address that you gave: say yes in it, and you are written to when something happens.',
  'not-asked': 'The address that you gave was asked often enough today: nothing is written to it.',
} as const;

const Same = ({ model }: { model: ThanksModel }) => (
  <form method="post" action={`${ownReportPath(model)}/same`} class="card">
    <h2>Is it one of these?</h2>
    <p>Others have reported something like it. If it is the same, say so: your report goes on there.</p>
    <input type="hidden" name="link" value={model.link ?? ''} />
    <fieldset>
      <legend>The same as</legend>
      <Choices suggestions={model.suggestions} chosen="" />
    </fieldset>
    <button type="submit">Go on</button>
  </form>
);
