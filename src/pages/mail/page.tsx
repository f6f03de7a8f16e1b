// The page behind the link in a letter: say yes to letters about a report, or end them.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Layout } from '../layout.tsx';

export type MailPageModel = {
  readonly product: string;
  readonly reportId: string;
  readonly link: string;
  readonly isAgreed: boolean;
};

/** Looking at it changes nothing: programs that read mail follow links. */
export const mailPage = ({ product, reportId, link, isAgreed }: MailPageModel) => (
  <Layout
    title="Letters about your report"
    lead={
      isAgreed
        ? `You are written to when something happens to a report on ${product}.`
        : `Somebody asked to be written to at your address about a report on ${product}.`
    }
    account={null}
  >
    <div class="stack">
      <p class="soft">
        It is the report <span class="mono">{reportId}</span>.
      </p>
      {isAgreed ? null : (
        <form method="post" action={`/mail/${link}/confirm`}>
          <button type="submit">Yes, write to me</button>
        </form>
      )}
      <form method="post" action={`/mail/${link}`}>
        <button class="plain" type="submit">
          Write to me no more, and forget the address
        </button>
      </form>
    </div>
  </Layout>
);

export const mailAnswerPage = ({ isConfirmed }: { readonly isConfirmed: boolean }) => (
  <Layout
    title={isConfirmed ? 'You will hear from us' : 'No more letters'}
    lead={
      isConfirmed
        ? 'We write when something happens to the issue of your report; each letter has a link that ends them.'
        : 'The address is forgotten. Your report stays.'
    }
    account={null}
  >
    <p class="soft">You can close this page.</p>
  </Layout>
);
