// What the report to read first says, on the page of its issue: who opens it sees the fault before any report.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { deriveCountWords } from '../../domain/gate/wording.ts';
import type { Glance } from '../../domain/report/glance.ts';
import { printableLine, printableText } from '../printable.ts';

export type GlanceView = Pick<Glance, 'words' | 'calls'> & { readonly more: string };

/** Names of C++ may be longer than a page. */
const maxPlaceChars = 200;

export const glanceView = ({ words, calls, moreCalls }: Glance): GlanceView => ({
  words: printableText(words),
  calls: calls.map(({ place, isKept }) => ({ place: printableLine(place, maxPlaceChars), isKept })),
  more: moreCalls === 0 ? '' : `${deriveCountWords(moreCalls)} more ${moreCalls === 1 ? 'call' : 'calls'}`,
});

/** `href` leads to the report; null where it is gone meanwhile. */
export const GlanceCard = ({ glance, href }: { readonly glance: GlanceView; readonly href: string | null }) => (
  <section class="card" aria-label="What it says">
    {glance.words === '' ? null : <p class="said">{glance.words}</p>}
    {glance.calls.length === 0 ? null : (
      <ol class="mono calls">
        {glance.calls.map(({ place, isKept }) => (
          <li class={isKept ? undefined : 'soft'}>{isKept ? <strong>{place}</strong> : place}</li>
        ))}
      </ol>
    )}
    <p class="soft">
      <small>
        {glance.calls.some(({ isKept }) => isKept) ? 'Grouping looks at the calls in bold alone. ' : ''}
        {glance.more === '' ? '' : `${glance.more}: `}
        {href === null ? null : <a href={href}>the whole report</a>}
      </small>
    </p>
  </section>
);
