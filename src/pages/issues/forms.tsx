// The forms by which engineers steer an issue from its page: what becomes of it, words, merging and splitting.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { describedBy, Field } from '../parts.tsx';

export type IssueForms = {
  /** The version that is looked at: what was changed meanwhile is told, and not overwritten. */
  readonly parent: number;
  readonly values: {
    readonly status: string;
    readonly fixedIn: string;
    readonly assignee: string;
    readonly isHidden: boolean;
    readonly remark: string;
    readonly audience: 'tester' | 'internal';
    /** Of a merge that was refused. */
    readonly into: string;
  };
  /** As they are, so that what is sent untouched takes nothing back that somebody else does meanwhile. */
  readonly seen: { readonly assignee: string; readonly isHidden: boolean };
  /** Newest first, for the field of the fixing build. */
  readonly builds: readonly string[];
  /** With the title of the issue that each founded; null where it founded none. */
  readonly keys: readonly { readonly key: string; readonly title: string | null }[];
  readonly isMerged: boolean;
  /** By field: what is wrong with what was sent. */
  readonly errors: Readonly<Partial<Record<'fixedIn' | 'assignee' | 'remark', string>>>;
  /** What else was wrong, or what somebody did meanwhile. */
  readonly note: string | null;
};

type Props = { readonly path: string; readonly forms: IssueForms };

const statuses = [
  { value: '', label: 'Leave it as it is' },
  { value: 'new', label: 'New' },
  { value: 'triaged', label: 'Triaged' },
  { value: 'in-progress', label: 'In progress' },
  { value: 'fixed', label: 'Fixed in the build below' },
  { value: 'wont-fix', label: 'Will not be fixed' },
];

export const Forms = ({ path, forms }: Props) => (
  <div class="stack">
    {forms.isMerged ? null : <Change path={path} forms={forms} />}
    <Remark path={path} forms={forms} />
    {forms.isMerged ? null : <Regroup path={path} forms={forms} />}
  </div>
);

const Change = ({ path, forms: { parent, values, seen, builds, errors } }: Props) => (
  <form method="post" action={`${path}/change`} class="card" aria-label="What becomes of it">
    <h2>What becomes of it</h2>
    <input type="hidden" name="parent" value={String(parent)} />
    <input type="hidden" name="seenAssignee" value={seen.assignee} />
    <input type="hidden" name="seenHidden" value={seen.isHidden ? 'yes' : 'no'} />
    <Field name="status" label="Status" hint="Those who reported it are told.">
      <select id="status" name="status" aria-describedby="status-hint">
        {statuses.map(({ value, label }) => (
          <option value={value} selected={value === values.status}>
            {label}
          </option>
        ))}
      </select>
    </Field>
    <Field
      name="fixedIn"
      label="Build that fixes it"
      hint="The version that has the fix, or will have it. Once it is published, those whose device can get it are asked to try it."
      error={errors.fixedIn ?? null}
    >
      <input
        {...propsOf('fixedIn', errors.fixedIn, 'hint')}
        value={values.fixedIn}
        maxlength={128}
        list="builds"
        autocomplete="off"
        spellcheck={false}
      />
      <datalist id="builds">
        {builds.map((build) => (
          <option value={build} />
        ))}
      </datalist>
    </Field>
    <Field name="assignee" label="Owner (empty for nobody)" error={errors.assignee ?? null}>
      <input
        {...propsOf('assignee', errors.assignee)}
        value={values.assignee}
        maxlength={60}
        autocomplete="off"
        spellcheck={false}
      />
    </Field>
    <label class="choice" for="hidden">
      <input type="checkbox" id="hidden" name="hidden" value="yes" checked={values.isHidden} />
      <span>Keep its title from testers: it is not offered as "me too", and not in release notes</span>
    </label>
    <button type="submit">Save</button>
  </form>
);

const Remark = ({ path, forms: { values, errors } }: Props) => (
  <form method="post" action={`${path}/comments`} class="card" aria-label="Say something">
    <h2>Say something</h2>
    <fieldset>
      <legend>To whom</legend>
      <label class="choice" for="to-tester">
        <input
          type="radio"
          id="to-tester"
          name="audience"
          value="tester"
          required
          checked={values.audience === 'tester'}
        />
        <span>To those who reported it</span>
      </label>
      <label class="choice" for="to-internal">
        <input
          type="radio"
          id="to-internal"
          name="audience"
          value="internal"
          required
          checked={values.audience === 'internal'}
        />
        <span>Internal: nobody outside ever sees it</span>
      </label>
    </fieldset>
    <Field name="text" label="Words" error={errors.remark ?? null}>
      <textarea {...propsOf('text', errors.remark)} class="short" required maxlength={10_000}>
        {values.remark}
      </textarea>
    </Field>
    <button type="submit">Say it</button>
  </form>
);

const Regroup = ({ path, forms: { parent, keys, values } }: Props) => (
  <details open={values.into !== ''}>
    <summary>Merge or split</summary>
    <div class="stack">
      <form method="post" action={`${path}/merge`} class="card" aria-label="Merge">
        <input type="hidden" name="parent" value={String(parent)} />
        <Field name="into" label="It is the same as issue" hint="Its reports go on there, for ever.">
          <input
            id="into"
            name="into"
            value={values.into}
            required
            inputmode="numeric"
            pattern="[0-9]{1,9}"
            aria-describedby="into-hint"
          />
        </Field>
        <button type="submit" class="quiet">
          Merge
        </button>
      </form>
      {keys.length < 2 ? null : (
        <form method="post" action={`${path}/split`} class="card" aria-label="Split">
          <input type="hidden" name="parent" value={String(parent)} />
          <Field
            name="key"
            label="These reports get an issue of their own"
            hint="What was found to be one fault by itself stays together: a report, and all that share its key."
          >
            <select id="key" name="key" aria-describedby="key-hint">
              {keys.map(({ key, title }) => (
                <option value={key}>{title === null ? `key ${key}` : `${title} (key ${key.slice(0, 8)})`}</option>
              ))}
            </select>
          </Field>
          <button type="submit" class="quiet">
            Split
          </button>
        </form>
      )}
    </div>
  </details>
);

function propsOf(name: string, error: string | undefined, hint?: string) {
  return {
    id: name,
    name,
    'aria-describedby': describedBy({ name, error: error ?? null, ...(hint === undefined ? {} : { hint }) }),
    'aria-invalid': error === undefined ? undefined : ('true' as const),
  };
}
