// The page of a rollout: where it stands, the ladder, the devices, the gate now, and how it came here.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Badge, type Fact, Facts } from '../parts.tsx';
import { HowFar, type Instant, When, WhenExactly } from '../when.tsx';
import { OutcomeBar } from './charts.tsx';
import { Gate } from './gate.tsx';
import { History } from './history.tsx';
import type { EntryModel } from './history-model.ts';
import { Ladder } from './ladder.tsx';
import { StateMark } from './marks.tsx';
import type { RolloutModel } from './model.ts';

export const rolloutPage = (model: RolloutModel, account: Account) => (
  <Layout
    title={model.title}
    tab={model.tab}
    lead={<Lead model={model} />}
    current="rollouts"
    refreshS={model.refreshS}
    account={account}
  >
    <div class="rollout">
      <State model={model} />
      {model.override === null ? null : <Overridden override={model.override} />}
      <section class="stack" aria-labelledby="ladder">
        <h2 id="ladder">Stages</h2>
        <Ladder stages={model.stages} />
      </section>
      <Devices model={model} />
      <Gate gate={model.gate} />
      <div class="halves">
        <History history={model.history} />
        <div class="stack-wide">
          <section class="stack" aria-labelledby="build">
            <h2 id="build">Build and plan</h2>
            <Facts facts={factsOf(model)} />
            <p>
              <a href={model.reportHref}>Report a bug in this build</a>
            </p>
            <p>
              <a href={model.notesHref}>Its release notes</a>
            </p>
          </section>
          <Commands model={model} />
        </div>
      </div>
    </div>
  </Layout>
);

const Lead = ({ model: { place, vendorVersion, isWithdrawn } }: { model: RolloutModel }) => (
  <>
    {place}
    {vendorVersion === null ? null : (
      <>
        {' · '}
        <span class="mono">{vendorVersion}</span>
      </>
    )}{' '}
    {isWithdrawn ? <Badge tone="bad">Build withdrawn</Badge> : null}
  </>
);

const State = ({ model }: { model: RolloutModel }) => {
  const { state, standing, latest, waiting, fallback, nextDeparture } = model;
  return (
    <section class={`card state ${state.tone}`} aria-label="State">
      <p class="word">
        <StateMark state={state.state} />
        {state.word}
      </p>
      <div class="stack">
        <p>
          <strong>{standing}</strong> {state.meaning}
        </p>
        {waiting === null ? null : <p>{waiting}</p>}
        {latest === null ? null : <Latest entry={latest} />}
        <Facts
          facts={[
            { name: 'Falls back to', value: fallback ?? 'nothing: a bad build could not be taken back' },
            {
              name: 'Next departure',
              value: <Moment at={nextDeparture} otherwise="none: the channel has no timetable" />,
            },
          ]}
        />
      </div>
      <Live model={model} />
    </section>
  );
};

/** Loud while it lasts: nothing stops a bad build meanwhile but people. */
const Overridden = ({ override: { who, reason, until } }: { override: NonNullable<RolloutModel['override']> }) => (
  <section class="card state bad" aria-label="Gate overridden">
    <p class="word">Gate overridden</p>
    <div class="stack">
      <p>
        <strong>{who} has taken the place of the gate</strong>
        {until === null ? null : (
          <>
            {' until '}
            <WhenExactly at={until} /> ({until.ago})
          </>
        )}
        . It stops nothing meanwhile, and rules again afterwards on all that it has seen of this build.
      </p>
      <p>{reason}</p>
    </div>
  </section>
);

/** The last decision, as the reason why it stands where it stands. */
const Latest = ({ entry: { word, actor, at, reason } }: { entry: EntryModel }) => (
  <p class="soft latest">
    {word} by {actor}
    {at === null ? null : (
      <>
        {' '}
        <HowFar at={at} />
      </>
    )}
    : {reason}
  </p>
);

const Live = ({ model: { asOf, refreshS, liveSwitch } }: { model: RolloutModel }) => (
  <p class="live soft">
    <small>
      {asOf === null ? null : <WhenExactly at={asOf} />}
      {refreshS === null ? null : `, every ${refreshS} seconds`}
    </small>
    <small>
      {liveSwitch === null ? null : (
        <>
          <a href={liveSwitch.href}>{liveSwitch.label}</a>
          {' · '}
        </>
      )}
      <a href="#commands">Commands</a>
    </small>
  </p>
);

const Moment = ({ at, otherwise }: { at: Instant | null; otherwise: string }) =>
  at === null ? (
    <span>{otherwise}</span>
  ) : (
    <>
      <When at={at} /> <span class="soft">{at.ago}</span>
    </>
  );

const Devices = ({ model: { counts, bar } }: { model: RolloutModel }) => (
  <section class="stack" aria-labelledby="devices">
    <h2 id="devices">Devices</h2>
    <dl class="counts">
      {counts.map(({ name, value, share, tone }) => (
        <div class={tone}>
          <dt>{name}</dt>
          <dd>
            {value}
            {share === null ? null : <small>{share}</small>}
          </dd>
        </div>
      ))}
    </dl>
    <OutcomeBar
      parts={bar}
      label={`Of those that accepted: ${bar.map(({ name, part }) => `${(part * 100).toFixed(1)} % ${name}`).join(', ')}`}
    />
  </section>
);

const factsOf = ({ facts, started, ceilingEnds }: RolloutModel): Fact[] => [
  ...facts.map(({ name, value, isCode }) => ({ name, value: isCode ? <span class="mono">{value}</span> : value })),
  ...(started === null ? [] : [{ name: 'Started', value: <Moment at={started} otherwise="" /> }]),
  { name: 'Ceiling ends', value: <Moment at={ceilingEnds} otherwise="never" /> },
];

const Commands = ({ model: { commands } }: { model: RolloutModel }) => (
  <section class="stack" aria-labelledby="commands">
    <h2 id="commands">Commands</h2>
    <p class="soft">This page only looks. What it could do is typed in a terminal, under your own name.</p>
    <dl class="commands">
      {commands.map(({ line, does }) => (
        <div>
          <dt>
            <code>{line}</code>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </section>
);
