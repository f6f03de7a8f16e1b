// The page of a device: what it is, and its life on one line of time.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Facts } from '../parts.tsx';
import { When } from '../when.tsx';
import { LineOfTime } from './line-of-time.tsx';
import type { DeviceModel } from './model.ts';

export const devicePage = (model: DeviceModel, account: Account) => (
  <Layout
    title={model.name}
    tab={`Device ${model.name}`}
    lead={`A device of ${model.product}`}
    current="issues"
    account={account}
  >
    <div class="stack">
      {model.known === null ? (
        <p>It never enrolled here; what is known of it came with its reports.</p>
      ) : (
        <section class="card" aria-label="Facts">
          <Facts facts={factsOf(model.known)} />
        </section>
      )}
      <h2>Its life, newest first</h2>
      <LineOfTime moments={model.moments} />
      <p class="pages">
        {model.isFirst ? <span /> : <a href={model.href}>Newest</a>}
        {model.olderHref === null ? null : <a href={model.olderHref}>Older</a>}
      </p>
      <p class="soft">
        <small>
          Why it did or did not get a build: <code>orange device explain {model.name}</code>
        </small>
      </p>
    </div>
  </Layout>
);

const factsOf = ({ model, channel, build, cohorts, isBlocked, seen }: NonNullable<DeviceModel['known']>) => [
  { name: 'Model', value: model },
  { name: 'Channel', value: channel },
  { name: 'Build', value: build },
  { name: 'Cohorts', value: cohorts },
  { name: 'Last heard', value: seen === null ? '' : <When at={seen} /> },
  ...(isBlocked ? [{ name: 'Blocked', value: 'yes: nothing that it says counts' }] : []),
];
