// The page of one issue: what it is, where it was met, how it goes, what was said.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';
import { type Account, Layout } from '../layout.tsx';
import { Badge, Facts, Table } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { When } from '../when.tsx';
import { type Doing, DoneNote } from './done.tsx';
import { Forms, type IssueForms } from './forms.tsx';
import { GlanceCard } from './glance.tsx';
import { MetTable } from './met.tsx';
import type { IssueModel } from './model.ts';
import { ReportTable } from './reports.tsx';

const trend = [{ label: 'Day' }, { label: 'New devices', isNumber: true }, { label: 'Reports', isNumber: true }];

const retests = [{ label: 'Model' }, { label: 'Fixed', isNumber: true }, { label: 'Still there', isNumber: true }];

/** What is behind its many reports and tables is reached by one key from the head of the page. */
const skipsOf = (forms: IssueForms | null) =>
  forms === null
    ? []
    : [
        ...(forms.isMerged ? [] : [{ href: '#status', label: 'To its status' }]),
        { href: '#text', label: 'To say something' },
      ];

type Shown = IssueModel & { readonly forms: IssueForms | null; readonly done: Doing | null };

/** `forms` is null for those who only read; `done` for a page that nothing was sent from. */
export const issuePage = (model: Shown, account: Account) => (
  <Layout
    title={model.title}
    tab={`Issue ${model.number}`}
    lead={`Issue ${model.number} of ${model.product}`}
    current="issues"
    account={account}
    skips={skipsOf(model.forms)}
  >
    <div class="stack">
      {model.done === null ? null : <DoneNote done={model.done} standing={model} />}
      {model.forms?.note == null ? null : (
        <p class="note warn" role="alert">
          {printableLine(model.forms.note, 3_000)}
        </p>
      )}
      <section class="card" id="facts" aria-label="Facts">
        <Facts facts={factsOf(model)} />
      </section>
      {model.goesOn === null ? <Counts model={model} /> : <GoesOn goesOn={model.goesOn} />}
      {model.retests.length === 0 ? null : <Retests model={model} />}
      {model.answers.length === 0 ? null : <Answers model={model} />}
      <h2 id="said">What was said</h2>
      {model.comments.length === 0 ? <p>Nothing yet.</p> : <Comments model={model} />}
      {model.forms === null ? null : <Forms path={model.href} forms={model.forms} />}
      <p class="soft">
        <small>
          In a terminal: <code>orange issue status {model.number} triaged</code>
        </small>
      </p>
    </div>
  </Layout>
);

/** All that came in of it is counted there, and comes there from then on. */
const GoesOn = ({ goesOn: { number, href } }: { goesOn: NonNullable<IssueModel['goesOn']> }) => (
  <p class="note">
    It is the same as another, and goes on there with its reports: <a href={href}>issue {number}</a>
  </p>
);

const Counts = ({ model }: { model: IssueModel }) => (
  <>
    {model.glance === null ? null : (
      <>
        <h2>What it says</h2>
        <GlanceCard glance={model.glance} href={model.readFirstHref} />
      </>
    )}
    <h2>Its reports</h2>
    {model.reportRows.length === 0 ? <p>None is kept any more.</p> : <Reports model={model} />}
    <h2>Where it was met</h2>
    {model.builds.length === 0 ? <p>Not counted yet: in a second or two.</p> : <MetTable rows={model.builds} />}
    {model.moreBuilds === '' ? null : (
      <p>
        {model.moreBuilds} <a href={`${model.href}/builds`}>All of them, by their names</a>
      </p>
    )}
    <h2>How it goes</h2>
    {model.days.length === 0 ? <p>Not counted yet.</p> : <Table label="Days" columns={trend} rows={model.days} />}
  </>
);

const Reports = ({ model }: { model: IssueModel }) => (
  <>
    <ReportTable label="Its newest reports" rows={model.reportRows} />
    {model.allReportsHref === null ? null : (
      <p>
        The newest {model.reportRows.length}. <a href={model.allReportsHref}>All of its reports</a>
      </p>
    )}
  </>
);

/** What testers said of the build that fixes it, by their last answer. */
const Retests = ({ model }: { model: IssueModel }) => (
  <>
    <h2>What testers say of the fix</h2>
    <p>{model.retestWords}</p>
    <Table label="Retests by model" columns={retests} rows={model.retests} />
    {model.remarks.length === 0 ? null : (
      <ul class="plain-list stack">
        {model.remarks.map((remark) => (
          <Said {...remark} />
        ))}
      </ul>
    )}
  </>
);

/** What reporters were asked, or found out later. */
const Answers = ({ model }: { model: IssueModel }) => (
  <>
    <h2>What reporters added</h2>
    <ol class="plain-list stack">
      {model.answers.map(({ by, text, at, file }) => (
        <Said by={by} text={text} at={at}>
          <p>
            <a href={file.href} download={file.name}>
              {file.name}
            </a>
          </p>
        </Said>
      ))}
    </ol>
  </>
);

const factsOf = (model: Shown) => [
  {
    name: 'Status',
    value: (
      <>
        <Badge tone={model.tone}>{model.status}</Badge>{' '}
        {model.forms === null || model.forms.isMerged ? null : <a href="#status">Change</a>}
      </>
    ),
  },
  { name: 'Owner', value: model.owner === '' ? 'Nobody' : model.owner },
  { name: 'Devices', value: model.devices },
  { name: 'Reports', value: model.reports },
  ...(model.dropped === '' ? [] : [{ name: 'Not kept', value: model.dropped }]),
  { name: 'First met', value: <Met build={model.firstBuild} at={model.first} /> },
  { name: 'Last met', value: <Met build={model.lastBuild} at={model.last} /> },
  ...(model.readFirstHref === null
    ? []
    : [{ name: 'Read first', value: <a href={model.readFirstHref}>the newest report of the latest build</a> }]),
  ...(model.notesHref === null
    ? []
    : [{ name: 'Told in', value: <a href={model.notesHref}>the release notes of the build that fixes it</a> }]),
  ...(model.merged === '' ? [] : [{ name: 'Merged into it', value: model.merged }]),
];

const Met = ({ build, at }: { build: string; at: IssueModel['last'] }) => (
  <>
    {build} {at === null ? null : <When at={at} />}
  </>
);

const Comments = ({ model }: { model: IssueModel }) => (
  <ol class="plain-list stack">
    {model.comments.map((comment) => (
      <Said {...comment} />
    ))}
  </ol>
);

const Said = ({ by, text, at, children }: IssueModel['remarks'][number] & { children?: Child }) => (
  <li class="card">
    <p class="soft">
      {by} {at === null ? null : <When at={at} />}
    </p>
    <p class="said">{text}</p>
    {children}
  </li>
);
