// The list of rollouts, newest first.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Reach } from '../rollout/charts.tsx';
import { StateBadge } from '../rollout/marks.tsx';
import { HowFar } from '../when.tsx';
import type { RolloutsModel, RowModel } from './model.ts';

const headings = ['Build', 'Rollout', 'Channel', 'State', 'Stage', 'Permille', 'Started'] as const;

export const rolloutsPage = ({ rows, olderHref, isFirst }: RolloutsModel, account: Account) => (
  <Layout title="Rollouts" lead="Builds on their way to devices, newest first." current="rollouts" account={account}>
    <div class="stack">
      {rows.length === 0 ? <Nothing isFirst={isFirst} /> : <Rows rows={rows} />}
      <p class="soft">
        <small>
          In a terminal: <code>orange rollout list</code>
        </small>
      </p>
      <p class="pages">
        {isFirst ? <span /> : <a href="/rollouts">Newest</a>}
        {olderHref === null ? null : <a href={olderHref}>Older</a>}
      </p>
    </div>
  </Layout>
);

const Rows = ({ rows }: { rows: readonly RowModel[] }) => (
  <table class="list" aria-label="Rollouts">
    <thead>
      <tr>
        {headings.map((heading) => (
          <th scope="col" class={heading === 'Rollout' || heading === 'Permille' ? 'number' : undefined}>
            {heading}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <Row row={row} />
      ))}
    </tbody>
  </table>
);

const Row = ({ row }: { row: RowModel }) => (
  <tr>
    <th scope="row">
      <a href={row.href}>{row.build}</a>
      {row.vendorVersion === null ? null : <small class="mono">{row.vendorVersion}</small>}
    </th>
    <td data-label="Rollout" class="number">
      {row.number}
    </td>
    <td data-label="Channel">{row.place}</td>
    <td data-label="State">
      <StateBadge state={row.state} />
    </td>
    <td data-label="Stage">{row.stage}</td>
    <td data-label="Permille" class="number">
      <Reach part={row.part} permille={row.permille} isReached={true} />
    </td>
    <td data-label="Started">{row.started === null ? '' : <HowFar at={row.started} />}</td>
  </tr>
);

const Nothing = ({ isFirst }: { isFirst: boolean }) =>
  isFirst ? (
    <div class="card stack">
      <p>No build is on its way yet. Publish one, apply a plan, and start:</p>
      <pre>
        <code>{`orange build publish FILE --version 1.0.0\norange plan apply plan.yaml\norange rollout start`}</code>
      </pre>
    </div>
  ) : (
    <p>There are no older rollouts.</p>
  );
