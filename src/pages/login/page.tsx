// The page to log in with an access token.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Layout } from '../layout.tsx';
import { describedBy, Field } from '../parts.tsx';
import { printableLine } from '../printable.ts';

export type LoginModel = {
  /** Where to go afterwards: a path of ours. */
  readonly next: string;
  readonly error: string | null;
  /** A form that was sent without a session, as the login form carries it. */
  readonly kept: string | null;
};

const hint = 'Starts with of_. The first start of the service printed one; its bearer makes others.';

export const loginPage = ({ next, error, kept }: LoginModel) => (
  <Layout
    title="Log in"
    lead={
      kept === null
        ? 'Rollouts, issues and their figures are for those who hold an access token.'
        : 'Your login had ended. Log in again: what you wrote is kept, and you are asked whether to send it.'
    }
    current="login"
    account={null}
  >
    <div class="stack-wide">
      <form method="post" action="/login" class="card">
        <input type="hidden" name="next" value={next} />
        {kept === null ? null : <input type="hidden" name="kept" value={kept} />}
        <Field name="token" label="Access token" hint={hint} error={error === null ? null : printableLine(error)}>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="current-password"
            spellcheck={false}
            required
            autofocus
            aria-describedby={describedBy({ name: 'token', hint, error })}
            aria-invalid={error === null ? undefined : 'true'}
          />
        </Field>
        <button type="submit">Log in</button>
      </form>
      <div class="stack soft">
        <p>
          Testers need none: they <a href="/report">report a bug</a> and see <a href="/my-reports">what became of it</a>{' '}
          with their device.
        </p>
        <p>
          Make a token that only looks: <code>orange token create my-browser --role viewer</code>
        </p>
        <p>
          Logged in already, and here by a link from another site? <a href={next}>Go on.</a>
        </p>
      </div>
    </div>
  </Layout>
);
