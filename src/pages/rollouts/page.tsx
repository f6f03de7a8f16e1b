// The list of rollouts, newest first.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { ListTable } from '../parts.tsx';
import { Reach } from '../rollout/charts.tsx';
import { StateBadge } from '../rollout/marks.tsx';
import { HowFar } from '../when.tsx';
import type { RolloutsModel, RowModel } from './model.ts';

const columns = [
  { label: 'Build' },
  { label: 'Rollout', isNumber: true },
  { label: 'Channel' },
  { label: 'State' },
  { label: 'Stage' },
  { label: 'Permille', isNumber: true },
  { label: 'Started' },
];

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
  <ListTable
    label="Rollouts"
    columns={columns}
    rows={rows.map((row) => [
      <>
        <a href={row.href}>{row.build}</a>
        {row.vendorVersion === null ? null : <small class="mono">{row.vendorVersion}</small>}
      </>,
      row.number,
      row.place,
      <StateBadge state={row.state} />,
      row.stage,
      <Reach part={row.part} permille={row.permille} isReached={true} />,
      row.started === null ? '' : <HowFar at={row.started} />,
    ])}
  />
);

const Nothing = ({ isFirst }: { isFirst: boolean }) =>
  isFirst ? (
    <div class="card stack">
      <p>No build is on its way yet. Publish one, apply a plan, and start:</p>
      <pre tabindex={0}>
        <code>{`orange build publish FILE --version 1.0.0\norange plan apply plan.yaml\norange rollout start`}</code>
      </pre>
    </div>
  ) : (
    <p>There are no older rollouts.</p>
  );
