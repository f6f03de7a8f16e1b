// One operation of the API: who may ask what, with which parameters and body, and what comes back.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Badge, DescriptionTable, Prose, type Tone } from '../parts.tsx';
import { Answers, MediaType } from './answers.tsx';
import type { Content, Operation, Parameter } from './model.ts';
import { Notes, ShapeFields } from './shape-view.tsx';

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
    {operation.body === null ? null : <Body body={operation.body} />}
    <Answers operation={operation} />
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

/** The fields of a body stand here even when other bodies share them: who writes a request wants no other page. */
const Body = ({ body }: { body: Content }) => (
  <>
    <h4>Body</h4>
    <MediaType mediaType={body.mediaType} />
    <ShapeFields shape={body.shape} />
  </>
);
