// Turns the OpenAPI document into what the API page prints: audiences, operations, shapes, all in words.
import { entriesOf, type Json, listAt, objectAt, textAt, valueAt } from './json.ts';
import { deriveSample } from './sample.ts';
import { notesOf, type Shape, type Shaper, shaper } from './shape.ts';

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
  const components = objectAt(document, 'components');
  const shapes = shaper(components);
  const operations = entriesOf(valueAt(document, 'paths')).flatMap(([path, item]) =>
    entriesOf(item).map(([method, operation]) => ({
      tag: String(listAt(operation, 'tags')[0] ?? ''),
      operation: describeOperation(operation, { method: method.toUpperCase(), path, origin, shapes, components }),
    })),
  );
  const audiences = listAt(document, 'tags').map((tag) => {
    const name = textAt(tag, 'name') ?? '';
    const own = operations.filter((each) => each.tag === name).map(({ operation }) => operation);
    return { id: slugOf(name), name, description: textAt(tag, 'description') ?? '', operations: own };
  });
  const named = entriesOf(valueAt(components, 'schemas')).filter(([name]) => shapes.isNamed(name));
  return {
    title: textAt(objectAt(document, 'info'), 'title') ?? 'API',
    description: textAt(objectAt(document, 'info'), 'description') ?? '',
    audiences: audiences.filter((audience) => audience.operations.length > 0),
    shapes: named
      .map(([name, schema]) => ({ name, description: textAt(schema, 'description'), shape: shapes.shapeOf(schema) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
  };
}

type Place = { method: string; path: string; origin: string; shapes: Shaper; components: Json };

function describeOperation(operation: unknown, place: Place): Operation {
  const { method, path, shapes } = place;
  const answers = entriesOf(valueAt(operation, 'responses')).map(([status, answer]) => ({
    status,
    description: textAt(answer, 'description') ?? '',
    content: contentOf(answer, shapes),
  }));
  const isPlainRefusal = (answer: Answer): boolean => answer.content?.mediaType === problemType;
  return {
    id: slugOf(`${method} ${path}`),
    method,
    path,
    summary: textAt(operation, 'summary') ?? path,
    description: textAt(operation, 'description'),
    callers: listAt(operation, 'x-callers').map(String),
    parameters: listAt(operation, 'parameters').map(describeParameter(shapes)),
    body: contentOf(objectAt(operation, 'requestBody'), shapes),
    answers: answers.filter((answer) => !isPlainRefusal(answer)),
    refusals: answers.filter(isPlainRefusal).map(({ status }) => status),
    curl: curlOf(operation, place),
  };
}

const contentOf = (holder: unknown, shapes: Shaper): Content | null => {
  const [first] = entriesOf(valueAt(holder, 'content'));
  return first === undefined ? null : { mediaType: first[0], shape: shapes.shapeOf(objectAt(first[1], 'schema')) };
};

const describeParameter =
  (shapes: Shaper) =>
  (parameter: unknown): Parameter => {
    const schema = objectAt(parameter, 'schema');
    const { kind, notes } = shapes.shapeOf(schema);
    return {
      name: textAt(parameter, 'name') ?? '',
      place: textAt(parameter, 'in') ?? '',
      isRequired: valueAt(parameter, 'required') === true,
      words: kind.words,
      notes: notes.length > 0 ? notes : notesOf(schema),
      description: textAt(parameter, 'description') ?? textAt(schema, 'description'),
    };
  };

function curlOf(operation: unknown, { method, path, origin, components }: Place): string {
  const sampleOf = (name: string): string => {
    const parameter = listAt(operation, 'parameters').find((each) => textAt(each, 'name') === name);
    return encodeURIComponent(String(deriveSample(objectAt(parameter, 'schema'), components, name)));
  };
  const url = `${origin}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => sampleOf(name))}`;
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}${url}`];
  const scheme = entriesOf(listAt(operation, 'security')[0])[0]?.[0];
  if (scheme !== undefined)
    lines.push(`-H "authorization: Bearer $${scheme === 'device' ? 'DEVICE' : 'ORANGE'}_TOKEN"`);
  const [body] = entriesOf(valueAt(valueAt(operation, 'requestBody'), 'content'));
  if (body?.[0] === 'application/json') {
    const sample = JSON.stringify(deriveSample(objectAt(body[1], 'schema'), components));
    lines.push(`-H 'content-type: application/json'`, `-d '${sample.replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
