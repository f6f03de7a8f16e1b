// The page behind a login that came between writing and sending: shows what was written, and sends it when told.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Facts } from '../parts.tsx';
import { printableText } from '../printable.ts';

export type ResumeModel = {
  /** Where the form goes, and what it sends: as it was, whatever is shown of it. */
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The page that the form stood on. */
  readonly next: string;
};

/** What people chose or wrote; the other fields tell what the page showed. */
const labels: Readonly<Record<string, string>> = {
  status: 'Status',
  fixedIn: 'Build that fixes it',
  assignee: 'Owner',
  audience: 'To whom',
  text: 'Words',
  into: 'Merge into',
  key: 'Split off',
};

export const resumePage = ({ path, fields, next }: ResumeModel, account: Account) => (
  <Layout
    title="Send it now?"
    lead="Your login had ended before this was saved. Nothing of it is lost."
    current="issues"
    account={account}
  >
    <form method="post" action={path} class="card">
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Facts
        facts={Object.entries(labels)
          .filter(([name]) => (fields[name] ?? '') !== '')
          .map(([name, label]) => ({
            name: label,
            value: <span class="said">{printableText(fields[name] ?? '')}</span>,
          }))}
      />
      <button type="submit">Send it</button>
    </form>
    <p>
      <a href={next}>Leave it, and look at the issue</a>
    </p>
  </Layout>
);
