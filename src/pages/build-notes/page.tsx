// The release notes of a build: what it fixes, and whom to thank.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { BuildNotes, NotedIssue } from '../../domain/loop/build-notes.ts';
import { type Account, Layout } from '../layout.tsx';
import { printableLine } from '../printable.ts';

const nameOf = ({ version, vendorVersion }: BuildNotes): string =>
  printableLine(vendorVersion === null ? version : `${version} (${vendorVersion})`);

export const buildNotesPage = (notes: BuildNotes, account: Account) => (
  <Layout
    title={`What is fixed in ${nameOf(notes)}`}
    lead={`Release notes of ${printableLine(notes.product)}, from the issues that the build fixes.`}
    current="issues"
    account={account}
  >
    <div class="stack">
      {notes.issues.length === 0 ? (
        <p>No issue that testers may see is fixed in this build.</p>
      ) : (
        <ul class="plain-list stack" aria-label="Fixed">
          {notes.issues.map((issue) => (
            <Fixed issue={issue} product={notes.product} />
          ))}
        </ul>
      )}
      {notes.credits.length === 0 ? null : (
        <section class="card">
          <h2>Thanks</h2>
          <p>
            Reported by <Names names={notes.credits} />.
          </p>
        </section>
      )}
      <p class="soft">
        <small>
          To publish them: <code>orange build notes {printableLine(notes.version)} --format md &gt; notes.md</code>
        </small>
      </p>
    </div>
  </Layout>
);

const Fixed = ({ issue: { number, title, credits }, product }: { issue: NotedIssue; product: string }) => (
  <li class="card">
    <p>
      <a href={`/issues/${encodeURIComponent(product)}/${number}`}>{printableLine(title)}</a>
    </p>
    {credits.length === 0 ? null : (
      <p class="soft">
        Thanks to <Names names={credits} />
      </p>
    )}
  </li>
);

/** Each for itself: a name turns nothing around it. */
const Names = ({ names }: { names: readonly string[] }) => (
  <>
    {names.map((name, at) => (
      <>
        {at === 0 ? '' : ', '}
        <bdi>{printableLine(name)}</bdi>
      </>
    ))}
  </>
);
