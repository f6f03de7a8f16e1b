// One operation of the API: who may ask what, with which parameters and body, and what comes back.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Badge, DescriptionTable, Prose, type Tone } from '../parts.tsx';
import type { Answer, Content, Operation, Parameter } from './model.ts';
import { Notes, ShapeView } from './shape-view.tsx';

const tones: Readonly<Record<string, Tone>> = { GET: 'cool', POST: 'good', PUT: 'warn', PATCH: 'warn', DELETE: 'bad' };

export const OperationCard = ({ operation }: { operation: Operation }) => (
  <article class="card stack" id={operation.id}>
    <div class="row">
      <h3>{operation.summary}</h3>
      <small>for {operation.callers.join(', ')}</small>
    </div>
    <div class="row">
      <Badge tone={tones[operation.method] ?? 'plain'}>{operation.method}</Badge>
      <span class="mono path">
        <Path path={operation.path} />
      </span>
    </div>
    {operation.description === null ? null : (
      <p>
        <Prose text={operation.description} />
      </p>
    )}
    {operation.parameters.length === 0 ? null : <Parameters parameters={operation.parameters} />}
    {operation.body === null ? null : (
      <>
        <h4>Body</h4>
        <ContentView content={operation.body} />
      </>
    )}
    <h4>Answers</h4>
    <div>
      {operation.answers.map((answer) => (
        <AnswerView answer={answer} />
      ))}
      {operation.refusals.length === 0 ? null : (
        <div class="answer row">
          {operation.refusals.map((status) => (
            <Badge tone={status >= '500' ? 'bad' : 'warn'}>{status}</Badge>
          ))}
          <span>
            refused, as a <a href="#shape-problem">Problem</a>
          </span>
        </div>
      )}
    </div>
    <details>
      <summary>Try it</summary>
      <pre tabindex={0}>
        <code>{operation.curl}</code>
      </pre>
    </details>
  </article>
);

/** Breaks lines before a slash and lets the variable parts stand out. */
const Path = ({ path }: { path: string }) => (
  <>
    {path.split(/(\{\w+\})/).map((part) =>
      part.startsWith('{') ? (
        <i>{part}</i>
      ) : (
        part.split(/(?=\/)/).map((piece) => (
          <>
            <wbr />
            {piece}
          </>
        ))
      ),
    )}
  </>
);

const Parameters = ({ parameters }: { parameters: readonly Parameter[] }) => (
  <DescriptionTable
    label="Parameters"
    columns={[{ label: 'Parameter' }, { label: 'Is' }, { label: 'Means' }]}
    rows={parameters.map(({ name, place, isRequired, words, notes, description }) => [
      <>
        <code>{name}</code> {isRequired && place !== 'path' ? <span class="must">required</span> : null}
      </>,
      <>
        {words}
        <Notes notes={notes} />
      </>,
      <>
        <Prose text={description ?? ''} /> <small>in the {place}</small>
      </>,
    ])}
  />
);

const AnswerView = ({ answer }: { answer: Answer }) => (
  <div class="answer stack">
    <div class="row">
      <Badge tone={answer.status.startsWith('2') ? 'good' : answer.status.startsWith('3') ? 'cool' : 'warn'}>
        {answer.status}
      </Badge>
      <span>
        <Prose text={answer.description} />
      </span>
    </div>
    {answer.content === null ? null : <ContentView content={answer.content} />}
  </div>
);

const ContentView = ({ content }: { content: Content }) =>
  content.mediaType === 'application/json' ? (
    <ShapeView shape={content.shape} />
  ) : (
    <>
      <p>
        <code>{content.mediaType}</code>
      </p>
      <ShapeView shape={content.shape} />
    </>
  );
