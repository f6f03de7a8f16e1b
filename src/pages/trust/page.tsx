// The page of trust: what expires when, what a person must look at, what waits for signatures.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Badge, ListTable, Table } from '../parts.tsx';
import { Reach } from '../rollout/charts.tsx';
import { HowFar } from '../when.tsx';
import type { AlarmRow, RoleRow, TrustModel } from './model.ts';

const lead = 'What people signed, when it expires, and what waits. Devices check all of it by themselves.';

export const trustPage = (model: TrustModel, account: Account) => (
  <Layout title="Trust" lead={lead} current="trust" account={account}>
    {model.state === 'published' ? <Published model={model} /> : <Nothing state={model.state} />}
  </Layout>
);

const Nothing = ({ state }: Pick<TrustModel, 'state'>) => (
  <div class="card stack">
    {state === 'off' ? (
      <p>
        This service was given no keys for snapshot and timestamp; DEPLOY.md names them. Until then nothing is signed.
      </p>
    ) : (
      <>
        <p>Nobody signed a first root yet. Make a product, and with it the first keys:</p>
        <pre tabindex={0}>
          <code>orange init PRODUCT --model MODEL</code>
        </pre>
      </>
    )}
  </div>
);

const Published = ({ model: { alarms, roles, online, waiting } }: { model: TrustModel }) => (
  <div class="stack-wide">
    <section class="stack" aria-label="Alarms">
      {alarms.length === 0 ? <p class="note good">Nothing alarms: every role is signed, and young.</p> : null}
      {alarms.map((alarm) => (
        <AlarmNote alarm={alarm} />
      ))}
    </section>
    <section class="stack">
      <h2>Roles</h2>
      <Roles rows={roles} />
    </section>
    <section class="stack">
      <h2>Waiting for signatures</h2>
      {waiting.length === 0 ? <p class="soft">Nothing waits.</p> : <Waiting rows={waiting} />}
    </section>
    <section class="stack">
      <h2>Keys of the service</h2>
      <Table
        label="Keys of the service"
        columns={[{ label: 'Signs' }, { label: 'Key' }, { label: 'Standing' }]}
        rows={online.map(({ name, keyId, standing: { words, tone } }) => [
          name,
          <code>{keyId}</code>,
          <Badge tone={tone}>{words}</Badge>,
        ])}
      />
      <details>
        <summary>Who may sign each role</summary>
        <Table
          label="Who may sign each role"
          columns={[{ label: 'Role' }, { label: 'Must sign' }, { label: 'Keys' }]}
          rows={roles.map(({ name, mustSign, keyIds }) => [
            name,
            mustSign,
            <span class="mono">{keyIds.join(' ')}</span>,
          ])}
        />
      </details>
    </section>
    <p class="soft">
      <small>
        This page believes the service. <code>orange trust status</code> checks every signature itself.
      </small>
    </p>
  </div>
);

const AlarmNote = ({ alarm: { role, words, tone, fix } }: { alarm: AlarmRow }) => (
  <p class={`note ${tone}`}>
    <strong>{role}</strong> {words}
    {fix === null ? null : (
      <>
        {' '}
        <code>{fix}</code>
      </>
    )}
  </p>
);

const Waiting = ({ rows }: { rows: TrustModel['waiting'] }) => (
  <Table
    label="Waiting for signatures"
    columns={[{ label: 'Role file' }, { label: 'From' }, { label: 'Since' }, { label: 'Sign it' }]}
    rows={rows.map(({ title, by, since, command }) => [
      title,
      by,
      since === null ? '' : <HowFar at={since} />,
      <code>{command}</code>,
    ])}
  />
);

const roleColumns = [
  { label: 'Role' },
  { label: 'Version', isNumber: true },
  { label: 'Must sign' },
  { label: 'Expires' },
  { label: 'Life used' },
  { label: 'Standing' },
];

const Roles = ({ rows }: { rows: readonly RoleRow[] }) => (
  <ListTable
    label="Roles"
    columns={roleColumns}
    rows={rows.map(({ name, version, mustSign, expires, usedPart, usedWords, standing }) => [
      name,
      version,
      mustSign,
      expires === null ? '–' : <HowFar at={expires} />,
      usedWords === '' ? '–' : <Reach part={usedPart} permille={usedWords} isReached={standing.tone !== 'good'} />,
      <Badge tone={standing.tone}>{standing.words}</Badge>,
    ])}
  />
);
