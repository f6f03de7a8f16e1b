// The page to report a bug or an idea, bound to the build that was running.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';
import { Layout } from '../layout.tsx';
import { describedBy, Field } from '../parts.tsx';
import { type ReportFieldName, type ReportModel, reportFieldNames } from './model.ts';
import { reportScriptHref } from './script.ts';
import { Choices } from './similar.tsx';

const labels: Readonly<Record<ReportFieldName, string>> = {
  product: 'Product',
  build: 'Build',
  device: 'Device (may stay empty)',
  kind: 'What is it?',
  title: 'In one line',
  text: 'What happened, or what you wish for',
  token: 'Device token',
  same: 'Is it one of these?',
  files: 'Screenshots and logs (may stay empty)',
  credit: 'Your name in the release notes',
  mail: 'Write to me at (may stay empty)',
};

const hints: Readonly<Partial<Record<ReportFieldName, string>>> = {
  build: 'The version or the vendor string, as the device shows it: 1.4.0, V14.0.3.0.TKACNXM',
  mail: 'You get one letter that asks whether this is you, and further ones only after your yes. Each has a link that ends them.',
  text: 'What you did, what you expected, what you saw instead. Leave out names, numbers and passwords.',
};

export const reportPage = (model: ReportModel) => {
  const isRefused = model.note !== null || Object.keys(model.errors).length > 0;
  return (
    <Layout
      title="Report a bug"
      tab={isRefused ? 'Not sent yet: Report a bug' : 'Report a bug'}
      lead="Or an idea. It is bound to the build you run, and read before the next one leaves."
      current="report"
      account={model.account}
      script={reportScriptHref}
    >
      <div class="sheet stack">
        {isRefused ? <Refusal model={model} /> : null}
        {model.tester === null ? null : <Known tester={model.tester} />}
        <form method="post" action="/report" enctype="multipart/form-data" class="card" data-similar="/report/similar">
          <input type="hidden" name="id" value={model.values.id} />
          {model.tokenHint === null ? null : <DeviceToken model={model} hint={model.tokenHint} />}
          <Kind model={model} />
          <Product model={model} />
          <Line model={model} name="build" isRequired maxChars={128} />
          <Line model={model} name="title" isRequired maxChars={model.limits.titleChars} />
          <Text model={model} />
          <Similar model={model} />
          <Files model={model} />
          {model.hasDevice ? <Line model={model} name="device" maxChars={64} /> : null}
          <Credit model={model} />
          <button type="submit">Send the report</button>
        </form>
      </div>
    </Layout>
  );
};

type Part = { readonly model: ReportModel };

const Known = ({ tester }: { tester: string }) => (
  <form method="post" action="/my-reports/leave" class="row">
    <span>
      You report for the device <span class="mono">{tester}</span>.
    </span>
    <button class="plain" type="submit">
      This is another device
    </button>
  </form>
);

const anchors: Readonly<Partial<Record<ReportFieldName, string>>> = { kind: '#kind-bug', same: '#similar' };

const Refusal = ({ model: { errors, note } }: Part) => (
  <div class="note bad stack" role="alert">
    <p>
      <strong>Not sent yet.</strong> {note ?? 'Nothing of what you wrote is lost.'}
    </p>
    <ul>
      {reportFieldNames
        .filter((name) => errors[name] !== undefined)
        .map((name) => (
          <li>
            <a href={anchors[name] ?? `#${name}`}>{labels[name]}</a>: {errors[name]}
          </li>
        ))}
    </ul>
  </div>
);

/** What every input says of itself. */
function inputProps({ errors }: ReportModel, name: ReportFieldName, hint = hints[name]) {
  const error = errors[name] ?? null;
  return {
    id: name,
    name,
    'aria-describedby': describedBy({ name, error, ...(hint === undefined ? {} : { hint }) }),
    'aria-invalid': error === null ? undefined : ('true' as const),
  };
}

type LabelledProps = Part & {
  readonly name: ReportFieldName;
  readonly hint?: string | undefined;
  readonly children?: Child;
};

const Labelled = ({ model, name, hint = hints[name], children }: LabelledProps) => (
  <Field name={name} label={labels[name]} error={model.errors[name] ?? null} {...(hint === undefined ? {} : { hint })}>
    {children}
  </Field>
);

type LineProps = Part & {
  readonly name: Exclude<ReportFieldName, 'files'>;
  readonly isRequired?: boolean;
  readonly maxChars: number;
  readonly type?: 'text' | 'email';
};

const Line = ({ model, name, isRequired = false, maxChars, type = 'text' }: LineProps) => (
  <Labelled model={model} name={name}>
    <input
      {...inputProps(model, name)}
      type={type}
      value={model.values[name]}
      required={isRequired}
      maxlength={maxChars}
      spellcheck={name === 'title'}
      autocomplete="off"
    />
  </Labelled>
);

const Product = ({ model }: Part) =>
  model.products === null ? (
    <Line model={model} name="product" isRequired maxChars={40} />
  ) : (
    <Labelled model={model} name="product">
      <select {...inputProps(model, 'product')} required>
        {model.products.map((product) => (
          <option value={product} selected={product === model.values.product}>
            {product}
          </option>
        ))}
      </select>
    </Labelled>
  );

const Text = ({ model }: Part) => (
  <Labelled model={model} name="text">
    <textarea {...inputProps(model, 'text')} required maxlength={model.limits.textChars}>
      {model.values.text}
    </textarea>
  </Labelled>
);

/** Empty and hidden until there is something to choose; filled by the script, or by the service when the form comes back. */
const Similar = ({ model: { suggestions, values, errors } }: Part) => (
  <fieldset id="similar" hidden={suggestions.length === 0 && errors.same === undefined}>
    <legend>{labels.same}</legend>
    <small>Your device and what you attach are added to it, and you hear when it is fixed.</small>
    <Choices suggestions={suggestions} chosen={values.same} />
    {errors.same === undefined ? null : (
      <span class="error" id="same-error">
        {errors.same}
      </span>
    )}
  </fieldset>
);

const Files = ({ model }: Part) => {
  const { files, fileMib } = model.limits;
  const hint = `At most ${files} files of ${fileMib} MiB, 16 MiB together. Pictures lose what they say about their place; HEIC and films cannot be cleaned: send JPEG, PNG, WebP or GIF.`;
  return (
    <Labelled model={model} name="files" hint={hint}>
      <input {...inputProps(model, 'files', hint)} type="file" multiple />
    </Labelled>
  );
};

const Credit = ({ model }: Part) => (
  <fieldset>
    <legend>What becomes of it</legend>
    <small>You are given a page that shows every answer.</small>
    {model.mayMail ? <Line model={model} name="mail" type="email" maxChars={254} /> : null}
    <label class="choice" for="agree">
      <input type="checkbox" id="agree" name="agree" value="yes" checked={model.values.agree === 'yes'} />
      <span>Thank me by name in the release notes. You can take this back at any time.</span>
    </label>
    <Line model={model} name="credit" maxChars={model.limits.creditChars} />
  </fieldset>
);

const DeviceToken = ({ model, hint }: Part & { hint: string }) => (
  <Labelled model={model} name="token" hint={hint}>
    <input
      {...inputProps(model, 'token', hint)}
      type="password"
      value={model.values.token}
      required
      maxlength={512}
      autocomplete="off"
      spellcheck={false}
    />
  </Labelled>
);

const kinds = [
  { kind: 'bug', label: 'A bug: something does not work' },
  { kind: 'idea', label: 'An idea: something could be better' },
];

const Kind = ({ model: { values, errors } }: Part) => (
  <fieldset>
    <legend>{labels.kind}</legend>
    {kinds.map(({ kind, label }) => (
      <label class="choice" for={`kind-${kind}`}>
        <input type="radio" id={`kind-${kind}`} name="kind" value={kind} checked={values.kind === kind} required />
        {label}
      </label>
    ))}
    {errors.kind === undefined ? null : <span class="error">{errors.kind}</span>}
  </fieldset>
);
