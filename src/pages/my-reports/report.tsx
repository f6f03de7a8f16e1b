// One report as its reporter sees it: the line of time, the build to try, and their name in the release notes.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Account, Layout } from '../layout.tsx';
import { Badge, Facts, Field } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { When } from '../when.tsx';
import { Erase } from './erase.tsx';
import type { OwnReportModel, StepView } from './model.ts';

type Part = { readonly model: OwnReportModel };
type Limits = { readonly remarkChars: number; readonly creditChars: number; readonly wordsChars: number };

export const ownReportPage = (model: OwnReportModel, limits: Limits, account: Account | null) => (
  <Layout
    title={model.title}
    tab="My report"
    lead={`Your report about ${model.product} ${model.build}`}
    account={account}
  >
    <div class="sheet stack">
      {model.note === null ? null : (
        <p class={`note ${model.note.tone}`} role={model.note.tone === 'bad' ? 'alert' : 'status'}>
          {printableLine(model.note.text, 2_000)}
        </p>
      )}
      {model.retest === null ? null : <Retest model={model} limits={limits} />}
      <section class="card" aria-label="Facts">
        <Facts
          facts={[
            { name: 'Now', value: <Badge tone={model.tone}>{model.state}</Badge> },
            { name: 'Issue', value: `${model.issue} of ${model.product}` },
            ...(model.files.length === 0 ? [] : [{ name: 'Files', value: <Files files={model.files} /> }]),
          ]}
        />
      </section>
      {model.text === '' ? null : (
        <>
          <h2>What you wrote</h2>
          <p class="card said">{model.text}</p>
        </>
      )}
      <h2>What happened</h2>
      <ol class="line-of-time" aria-label="What happened">
        {model.steps.map((step) => (
          <StepItem step={step} />
        ))}
      </ol>
      <More model={model} limits={limits} />
      {model.mail === null ? null : <Letters model={model} mail={model.mail} />}
      <Credit model={model} limits={limits} />
      <p>
        <a class="button quiet" href={model.dataHref} download="my-report.zip">
          Download what is stored of it
        </a>
      </p>
      <Erase href={model.href} link={model.link} />
    </div>
  </Layout>
);

const Files = ({ files }: { files: OwnReportModel['files'] }) => (
  <ul class="plain-list">
    {files.map(({ name, href }) => (
      <li>
        <a href={href} download>
          {name}
        </a>
      </li>
    ))}
  </ul>
);

const StepItem = ({ step: { at, title, tone, text } }: { step: StepView }) => (
  <li class={tone}>
    <p>
      <strong>{title}</strong>
    </p>
    {text === '' ? null : <p class="said">{text}</p>}
    <p class="soft">
      <small>{at === null ? '' : <When at={at} />}</small>
    </p>
  </li>
);

const Retest = ({ model, limits }: Part & { limits: Limits }) => {
  const { retest } = model;
  if (retest === null) return null;
  return (
    <form method="post" action={`${model.href}/retest`} enctype="multipart/form-data" class="card">
      <h2>Is it fixed in build {retest.version}?</h2>
      <p>
        {retest.answer === null
          ? 'Install it when your device offers it, try what you did, and tell us.'
          : 'You have answered. You may answer again.'}
      </p>
      <input type="hidden" name="link" value={model.link} />
      <input type="hidden" name="build" value={retest.build} />
      <Field name="remark" label="Anything to add (may stay empty)">
        <textarea id="remark" name="remark" class="short" maxlength={limits.remarkChars}>
          {model.written.remark}
        </textarea>
      </Field>
      <Field name="files" label="Logs or screenshots (may stay empty)">
        <input id="files" name="files" type="file" multiple />
      </Field>
      <p class="row">
        <button type="submit" name="answer" value="fixed">
          It is fixed
        </button>
        <button type="submit" name="answer" value="still-there" class="quiet">
          It is still there
        </button>
      </p>
    </form>
  );
};

const More = ({ model, limits }: Part & { limits: Limits }) => (
  <form method="post" action={`${model.href}/more`} enctype="multipart/form-data" class="card">
    <h2>Answer, or add something</h2>
    <p>Those who work on it read it beside your report; other testers do not.</p>
    <input type="hidden" name="link" value={model.link} />
    <Field name="words" label="What you have to say">
      <textarea id="words" name="words" class="short" maxlength={limits.wordsChars}>
        {model.written.words}
      </textarea>
    </Field>
    <Field name="more-files" label="Files to add (may stay empty)">
      <input id="more-files" name="files" type="file" multiple />
    </Field>
    <button type="submit" class="quiet">
      Add it
    </button>
  </form>
);

const mailWords = {
  none: 'Nobody writes to you about it. Give an address to hear when something happens.',
  asked: 'A letter waits for your yes. It did not come? Give the address again.',
  agreed: 'You are written to when something happens. Save the field empty to end this, or give another address.',
} as const;

const Letters = ({ model, mail }: Part & { mail: keyof typeof mailWords }) => (
  <form method="post" action={`${model.href}/mail`} class="card">
    <h2>Letters</h2>
    <p>{mailWords[mail]}</p>
    <input type="hidden" name="link" value={model.link} />
    <Field name="mail" label="Your mail address">
      <input id="mail" name="mail" type="email" maxlength={254} autocomplete="email" />
    </Field>
    <button type="submit" class="quiet">
      {mail === 'agreed' ? 'Save' : 'Write to me'}
    </button>
  </form>
);

const Credit = ({ model, limits }: Part & { limits: Limits }) => (
  <form method="post" action={`${model.href}/credit`} class="card">
    <h2>Thanks in the release notes</h2>
    <p>
      {model.credit === ''
        ? 'You are not named. If you like to be, write the name to be thanked by.'
        : 'You are named in the notes of the build that fixes it. Empty the field to take this back.'}
    </p>
    <input type="hidden" name="link" value={model.link} />
    <Field name="credit" label="Your name in the release notes">
      <input id="credit" name="credit" value={model.credit} maxlength={limits.creditChars} autocomplete="off" />
    </Field>
    <button type="submit" class="quiet">
      Save
    </button>
  </form>
);
