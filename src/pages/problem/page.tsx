// The page for everything that is not an answer: what was wrong, what to do, and the number to ask about.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Layout } from '../layout.tsx';
import { Prose } from '../parts.tsx';
import { printableLine } from '../printable.ts';

export type ShownProblem = {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly fix?: string | undefined;
  readonly errors?: readonly { readonly where: string; readonly what: string; readonly fix: string }[] | undefined;
  readonly requestId: string;
  /** Nobody is logged in: they are shown the doors that are open to them. */
  readonly isStranger: boolean;
};

export const problemPage = ({ title, status, detail, fix, errors = [], requestId, isStranger }: ShownProblem) => (
  <Layout title={printableLine(title)} lead={printableLine(detail)} account={isStranger ? null : undefined}>
    <div class="stack">
      {fix === undefined ? null : (
        <p>
          <Prose text={printableLine(fix)} />
        </p>
      )}
      {errors.length < 2 ? null : (
        <ul>
          {errors.map(({ where, what, fix: mend }) => (
            <li>
              <code>{printableLine(where)}</code> {printableLine(what)}. {printableLine(mend)}
            </li>
          ))}
        </ul>
      )}
      <p>{isStranger ? <a href="/my-reports">To your reports</a> : <a href="/rollouts">To the rollouts</a>}</p>
      <p class="soft">
        <small>
          Status {status}, request <span class="mono">{printableLine(requestId)}</span>
        </small>
      </p>
    </div>
  </Layout>
);
