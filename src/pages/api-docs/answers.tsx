// What an operation answers: each success with its shape, and the refusals together.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Badge, Prose, type Tone } from '../parts.tsx';
import type { Answer, Operation } from './model.ts';
import { isReference, KindView, ShapeFields } from './shape-view.tsx';

export const Answers = ({ operation }: { operation: Operation }) => (
  <>
    <h4>Answers</h4>
    <div>
      {operation.answers.map((answer) => (
        <AnswerView answer={answer} />
      ))}
      {operation.refusals.length === 0 ? null : <Refusals statuses={operation.refusals} />}
    </div>
  </>
);

const toneOf = (status: string): Tone => (status.startsWith('2') ? 'good' : status.startsWith('3') ? 'cool' : 'warn');

const AnswerView = ({ answer: { status, description, content } }: { answer: Answer }) => (
  <div class="answer stack">
    <div class="row">
      <Badge tone={toneOf(status)}>{status}</Badge>
      <span>
        <Prose text={description} />
      </span>
      {content !== null && isReference(content.shape) ? (
        <span>
          <KindView kind={content.shape.kind} />
        </span>
      ) : null}
    </div>
    {content === null ? null : <MediaType mediaType={content.mediaType} />}
    {content === null || isReference(content.shape) ? null : <ShapeFields shape={content.shape} />}
  </div>
);

const Refusals = ({ statuses }: { statuses: readonly string[] }) => (
  <div class="answer row">
    {statuses.map((status) => (
      <Badge tone={status === 'default' ? 'plain' : 'warn'}>{status === 'default' ? 'any other' : status}</Badge>
    ))}
    <span>
      refused, as a <a href="#shape-problem">Problem</a>
    </span>
  </div>
);

/** JSON goes without saying. */
export const MediaType = ({ mediaType }: { mediaType: string }) =>
  mediaType === 'application/json' ? null : (
    <p>
      <code>{mediaType}</code>
    </p>
  );
