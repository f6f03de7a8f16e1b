// A tester's own reports: what became of each, and what they are asked to try.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Badge, Field } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { HowFar } from '../when.tsx';
import type { OwnReportRow } from './model.ts';
import { OwnData } from './own-data.tsx';

/** What was just done, or was not. */
export type ListNote = 'erased' | 'all-erased' | 'unsure';

export type OwnReportsModel = {
  readonly rows: readonly OwnReportRow[];
  /** The device that the browser speaks for; null for somebody who logged in. */
  readonly tester: string | null;
  readonly olderHref: string | null;
  readonly note: ListNote | null;
};

export const ownReportsPage = ({ rows, tester, olderHref, note }: OwnReportsModel, account: Account | null) => (
  <Layout title="My reports" lead="What you reported, and what became of it." current="my-reports" account={account}>
    <div class="stack">
      {note === null ? null : <Note note={note} />}
      {tester === null ? null : <Leave tester={tester} />}
      {rows.length === 0 ? <p>Nothing yet.</p> : <Rows rows={rows} />}
      <p class="pages">
        <a class="button" href="/report">
          Report something
        </a>
        {olderHref === null ? null : <a href={olderHref}>Older</a>}
      </p>
      <OwnData isDevice={tester !== null} />
    </div>
  </Layout>
);

const notes = {
  erased:
    'It is erased. The report is gone with its files, and with your name and address. What was counted names nobody.',
  'all-erased':
    'All of it is erased: reports, files, names, addresses, and what the device told of itself. What was counted names nobody.',
  unsure: 'Nothing is erased. It cannot be undone: tick the box when you mean it.',
} as const;

const Note = ({ note }: { note: ListNote }) => (
  <p class={`note ${note === 'unsure' ? 'bad' : 'good'}`} role={note === 'unsure' ? 'alert' : 'status'}>
    {notes[note]}
  </p>
);

const Leave = ({ tester }: { tester: string }) => (
  <form method="post" action="/my-reports/leave" class="row">
    <span>
      Reports of the device <span class="mono">{printableLine(tester)}</span>.
    </span>
    <button class="plain" type="submit">
      Forget it in this browser
    </button>
  </form>
);

const Rows = ({ rows }: { rows: readonly OwnReportRow[] }) => (
  <ul class="plain-list stack" aria-label="Reports">
    {rows.map(({ href, title, product, build, state, tone, asked, received }) => (
      <li class="card">
        <p class="row">
          <a href={href}>{title}</a>
          <Badge tone={tone}>{state}</Badge>
          {asked === '' ? null : <Badge tone="accent">{asked}</Badge>}
        </p>
        <p class="soft">
          <small>
            {product} {build}, {received === null ? '' : <HowFar at={received} />}
          </small>
        </p>
      </li>
    ))}
  </ul>
);

type Login = { readonly error: string | null; readonly note: ListNote | null };

/** For a browser that speaks for nobody: the token of a device opens its reports, and is not asked for again. */
export const testerLoginPage = ({ error, note }: Login) => (
  <Layout
    title="My reports"
    tab={error === null ? 'My reports' : 'Not opened yet: My reports'}
    lead="What you reported, and what became of it."
    current="my-reports"
    account={null}
  >
    <div class="sheet stack">
      {note === null ? null : <Note note={note} />}
      <form method="post" action="/my-reports" class="card">
        <Field
          name="token"
          label="Device token"
          hint="What enrolment gave your device; it starts with od_. This browser is then known for 30 days."
          error={error}
        >
          <input
            id="token"
            name="token"
            type="password"
            required
            maxlength={512}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={error === null ? 'token-hint' : 'token-hint token-error'}
            aria-invalid={error === null ? undefined : 'true'}
          />
        </Field>
        <button type="submit">Show my reports</button>
      </form>
      <p class="soft">
        Engineers <a href="/login?next=%2Fmy-reports">log in</a> instead. A report that you have the link of opens by
        that link alone.
      </p>
    </div>
  </Layout>
);
