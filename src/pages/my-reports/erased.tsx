// The page after reporters took their report back, and the form by which they do.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';

export const erasedPage = (account: Account | null) => (
  <Layout
    title="It is erased"
    lead="Your report is gone with its files, and with your name and address. What was counted names nobody."
    current="my-reports"
    account={account}
  >
    <p>
      <a class="button quiet" href="/my-reports">
        My reports
      </a>
    </p>
  </Layout>
);

export const Erase = ({ href, link }: { href: string; link: string }) => (
  <details>
    <summary>Take this report back</summary>
    <form method="post" action={`${href}/erase`} class="card">
      <p>Its text, its files, your name and address, and your answers are erased for good.</p>
      <input type="hidden" name="link" value={link} />
      <label class="choice" for="sure">
        <input type="checkbox" id="sure" name="sure" value="yes" required />
        <span>Erase it: this cannot be undone</span>
      </label>
      <button type="submit" class="quiet">
        Erase it
      </button>
    </form>
  </details>
);
