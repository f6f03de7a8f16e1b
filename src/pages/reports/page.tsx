// The page of one report, for those who work on it.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { LineOfTime } from '../device/line-of-time.tsx';
import { type Account, Layout } from '../layout.tsx';
import { Facts } from '../parts.tsx';
import { When } from '../when.tsx';
import { FileList } from './files.tsx';
import type { ReportPageModel } from './model.ts';

export const reportPageOf = (model: ReportPageModel, id: string, account: Account) => (
  <Layout
    title={model.title}
    tab="Report"
    lead={
      <>
        {model.kind} of <a href={model.issue.href}>issue {model.issue.number}</a> of {model.product}
      </>
    }
    current="issues"
    account={account}
  >
    <div class="stack">
      <section class="card" aria-label="Facts">
        <Facts facts={factsOf(model)} />
      </section>
      {model.inside.length === 0 ? null : (
        <>
          <h2>Crashes inside</h2>
          <section class="card" aria-label="Crashes inside">
            <ul class="plain-list">
              {model.inside.map(({ href, title }) => (
                <li>
                  <a href={href}>{title}</a>
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
      <h2>What it says</h2>
      {model.text === null ? (
        <p>Its text is gone: it was erased, or kept as long as reports are.</p>
      ) : (
        <section class="card" aria-label="Text">
          <p class="said mono">{model.text}</p>
        </section>
      )}
      {model.isCut ? (
        <p>
          It goes on: <code>orange report show {id}</code>
        </p>
      ) : null}
      {model.device === null ? null : (
        <>
          <h2>What its device did until then</h2>
          <LineOfTime moments={model.moments} />
          <p>
            <a href={model.device.href}>The whole life of this device</a>
          </p>
        </>
      )}
    </div>
  </Layout>
);

const factsOf = (model: ReportPageModel) => [
  { name: 'Build', value: model.build },
  { name: 'Model', value: model.model === '' ? 'unknown' : model.model },
  {
    name: 'Device',
    value: model.device === null ? 'not said' : <a href={model.device.href}>{model.device.name}</a>,
  },
  { name: 'Received', value: model.received === null ? '' : <When at={model.received} /> },
  ...(model.foundIn === null
    ? []
    : [{ name: 'Found in', value: <a href={model.foundIn.href}>{model.foundIn.title}</a> }]),
  { name: 'Files', value: <FileList files={model.files} /> },
];
