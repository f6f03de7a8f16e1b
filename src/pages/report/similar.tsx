// Open issues that say the same as a tester does: offered to be chosen, in the form and after it was sent.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { deriveCountWords } from '../../domain/gate/wording.ts';
import type { SuggestedIssue } from '../../domain/loop/similar.ts';
import { printableLine } from '../printable.ts';

export type Suggestion = { readonly number: number; readonly title: string; readonly words: string };

/** What a tester is told of somebody else's issue: its title, how many have it, what becomes of it. */
export function suggestionOf({ number, title, status, devices }: SuggestedIssue): Suggestion {
  const met = devices === 0 ? [] : [devices === 1 ? 'on one device' : `on ${deriveCountWords(devices)} devices`];
  const done = status === 'triaged' ? ['looked at'] : status === 'in-progress' ? ['being worked on'] : [];
  const words = [...met, ...done].join(', ');
  return { number, title: printableLine(title, 200), words };
}

type ChoicesProps = { readonly suggestions: readonly Suggestion[]; readonly chosen: string };

/** Radio buttons named `same`; "no" is the empty one. */
export const Choices = ({ suggestions, chosen }: ChoicesProps) => {
  const isAny = suggestions.some(({ number }) => String(number) === chosen);
  return (
    <div id="similar-list" class="choices" aria-live="polite">
      {suggestions.map(({ number, title, words }) => (
        <label class="choice">
          <input type="radio" name="same" value={String(number)} checked={String(number) === chosen} />
          <span>
            Me too: {title}
            {words === '' ? null : (
              <>
                <br />
                <small>{words}</small>
              </>
            )}
          </span>
        </label>
      ))}
      {suggestions.length === 0 ? null : (
        <label class="choice">
          <input type="radio" name="same" value="" checked={!isAny} />
          <span>No, it is something else</span>
        </label>
      )}
    </div>
  );
};
