// The form that finds issues: by words, standing, build, model and owner, in one of two orders.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { IssueOrder } from '../../domain/issue/issue.ts';
import { Field } from '../parts.tsx';

/** As it was sent; an empty field asks for nothing. */
export type IssueSearch = {
  readonly words: string;
  readonly standing: string;
  readonly build: string;
  readonly fresh: 'yes' | '';
  readonly model: string;
  readonly owner: string;
  readonly sort: IssueOrder | '';
};

type Props = {
  readonly product: string;
  readonly products: readonly string[];
  readonly search: IssueSearch;
};

const standings = [
  { value: '', label: 'Any' },
  { value: 'open', label: 'Open, or back again' },
  { value: 'new', label: 'New' },
  { value: 'triaged', label: 'Triaged' },
  { value: 'in-progress', label: 'In progress' },
  { value: 'regressed', label: 'Back after its fix' },
  { value: 'fixed', label: 'Fixed' },
  { value: 'wont-fix', label: 'Will not be fixed' },
  { value: 'duplicate', label: 'Same as another' },
];

const sorts = [
  { value: '', label: 'The last met' },
  { value: 'devices', label: 'Met by most devices' },
];

/** Whether more is asked for than words: the fields for that are shown then. */
const isNarrow = ({ build, fresh, model, owner, sort }: IssueSearch): boolean =>
  [build, fresh, model, owner, sort].some((field) => field !== '');

export const Search = ({ product, products, search }: Props) => (
  <form method="get" action="/issues" class="card" aria-label="Search">
    <div class="columns">
      <Choice
        name="product"
        label="Product"
        value={product}
        options={products.map((each) => ({ value: each, label: each }))}
      />
      <Choice name="standing" label="Status" value={search.standing} options={standings} />
    </div>
    <Text name="words" label="Words of the title or the first report" value={search.words} most={200} />
    <details open={isNarrow(search)}>
      <summary>By build, model or owner; in another order</summary>
      <div class="stack">
        <div class="columns">
          <Text name="build" label="Met on build" value={search.build} most={128} />
          <Text name="model" label="Model" value={search.model} most={60} />
          <Text name="owner" label="Owner" value={search.owner} most={60} />
          <Choice name="sort" label="First" value={search.sort} options={sorts} />
        </div>
        <label class="choice" for="fresh">
          <input type="checkbox" id="fresh" name="fresh" value="yes" checked={search.fresh === 'yes'} />
          <span>Only what was met first on that build</span>
        </label>
      </div>
    </details>
    <button type="submit">Search</button>
  </form>
);

type TextProps = { readonly name: string; readonly label: string; readonly value: string; readonly most: number };

const Text = ({ name, label, value, most }: TextProps) => (
  <Field name={name} label={label}>
    <input id={name} name={name} value={value} maxlength={most} autocomplete="off" spellcheck={false} />
  </Field>
);

type ChoiceProps = {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

const Choice = ({ name, label, value, options }: ChoiceProps) => (
  <Field name={name} label={label}>
    <select id={name} name={name}>
      {options.map((option) => (
        <option value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
  </Field>
);
