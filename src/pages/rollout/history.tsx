// The decisions of a rollout, newest first.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Badge } from '../parts.tsx';
import { HowFar, When } from '../when.tsx';
import type { EntryModel, HistoryModel } from './history-model.ts';

export const History = ({ history }: { history: HistoryModel }) => (
  <section class="stack" aria-labelledby="history">
    <h2 id="history">History</h2>
    <ol class="timeline">
      {history.entries.map((entry) => (
        <Entry entry={entry} />
      ))}
    </ol>
    {history.olderHref === null ? null : (
      <p>
        <a href={history.olderHref}>Older decisions</a>
      </p>
    )}
  </section>
);

const Entry = ({ entry }: { entry: EntryModel }) => (
  <li class={entry.tone}>
    <div class="row">
      <Badge tone={entry.tone}>{entry.word}</Badge>
      {entry.overridesUntil === null ? null : <Badge tone="bad">over the gate</Badge>}
      <strong>{entry.stage}</strong>
      <span>
        by <span class="actor">{entry.actor}</span>
      </span>
      {entry.at === null ? null : (
        <span class="soft">
          <HowFar at={entry.at} />, <When at={entry.at} />
        </span>
      )}
    </div>
    <p>{entry.reason}</p>
    {entry.overridesUntil === null ? null : (
      <p class="soft">
        Over the gate until <When at={entry.overridesUntil} />.
      </p>
    )}
    {entry.seen.length === 0 ? null : (
      <details>
        <summary>What the gate saw</summary>
        <ul>
          {entry.seen.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      </details>
    )}
  </li>
);
