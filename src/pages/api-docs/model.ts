// Turns the OpenAPI document into what the API page prints: audiences, operations, shapes, all in words.

import { encodeCurl } from './curl.ts';
import { entriesOf, type Json, listAt, objectAt, textAt, valueAt } from './json.ts';
import { hasShape } from './kind.ts';
import { type Shape, shapeOf } from './shape.ts';

export type Parameter = {
  readonly name: string;
  readonly place: string;
  readonly isRequired: boolean;
  readonly words: string;
  readonly notes: readonly string[];
  readonly description: string | null;
};

export type Content = { readonly mediaType: string; readonly shape: Shape };
export type Answer = { readonly status: string; readonly description: string; readonly content: Content | null };

export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | null;
  /** Who may ask: `anybody`, `the device`, or roles. */
  readonly callers: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: Content | null;
  readonly answers: readonly Answer[];
  /** Statuses whose answer is a problem and nothing else. */
  readonly refusals: readonly string[];
  readonly curl: string;
};

export type Audience = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
};
export type NamedShape = { readonly name: string; readonly description: string | null; readonly shape: Shape };

export type ApiDocsModel = {
  readonly title: string;
  readonly description: string;
  readonly audiences: readonly Audience[];
  readonly shapes: readonly NamedShape[];
};

const problemType = 'application/problem+json';

/** `document` is an OpenAPI 3.1 document as JSON; `origin` is what the examples address. */
export function apiDocsModel(document: unknown, origin: string): ApiDocsModel {
  const named = objectAt(objectAt(document, 'components'), 'schemas');
  const operations = entriesOf(valueAt(document, 'paths')).flatMap(([path, item]) =>
    entriesOf(item).map(([method, operation]) => ({
      tag: String(listAt(operation, 'tags')[0] ?? ''),
      operation: describeOperation(operation, { method: method.toUpperCase(), path, origin, named }),
    })),
  );
  const audiences = listAt(document, 'tags').map((tag) => {
    const name = textAt(tag, 'name') ?? '';
    const own = operations.filter((each) => each.tag === name).map(({ operation }) => operation);
    return { id: slugOf(name), name, description: textAt(tag, 'description') ?? '', operations: own };
  });
  return {
    title: textAt(objectAt(document, 'info'), 'title') ?? 'API',
    description: textAt(objectAt(document, 'info'), 'description') ?? '',
    audiences: audiences.filter((audience) => audience.operations.length > 0),
    shapes: Object.entries(named)
      .filter(([, schema]) => hasShape(schema))
      .map(([name, schema]) => ({ name, description: textAt(schema, 'description'), shape: shapeOf(named, schema) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
  };
}

type Place = { readonly method: string; readonly path: string; readonly origin: string; readonly named: Json };

function describeOperation(operation: unknown, place: Place): Operation {
  const { method, path, named } = place;
  const answers = entriesOf(valueAt(operation, 'responses')).map(([status, answer]) => ({
    status,
    description: textAt(answer, 'description') ?? '',
    content: contentOf(named, answer),
  }));
  const isPlainRefusal = (answer: Answer): boolean => answer.content?.mediaType === problemType;
  return {
    id: slugOf(`${method} ${path}`),
    method,
    path,
    summary: textAt(operation, 'summary') ?? path,
    description: textAt(operation, 'description'),
    callers: listAt(operation, 'x-callers').map(String),
    parameters: listAt(operation, 'parameters').map((each) => describeParameter(named, each)),
    body: contentOf(named, valueAt(operation, 'requestBody')),
    answers: answers.filter((answer) => !isPlainRefusal(answer)),
    refusals: answers.filter(isPlainRefusal).map(({ status }) => status),
    curl: encodeCurl(operation, place),
  };
}

function contentOf(named: Json, holder: unknown): Content | null {
  const [first] = entriesOf(valueAt(holder, 'content'));
  return first === undefined ? null : { mediaType: first[0], shape: shapeOf(named, valueAt(first[1], 'schema')) };
}

function describeParameter(named: Json, parameter: unknown): Parameter {
  const schema = valueAt(parameter, 'schema');
  const { kind, notes } = shapeOf(named, schema);
  return {
    name: textAt(parameter, 'name') ?? '',
    place: textAt(parameter, 'in') ?? '',
    isRequired: valueAt(parameter, 'required') === true,
    words: kind.words,
    notes,
    description: textAt(parameter, 'description') ?? textAt(schema, 'description'),
  };
}

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
