// Prints a shape: its fields, one row each, or a link to where they are told.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { DescriptionTable, Prose } from '../parts.tsx';
import type { Kind } from './kind.ts';
import type { Field, Shape } from './shape.ts';

export const shapeId = (name: string): string => `shape-${name.toLowerCase()}`;

/** Whether a shape is told elsewhere on the page and a link to it says enough. */
export const isReference = (shape: Shape): boolean => shape.kind.name !== null;

/** The fields of a shape, one list for each variant; a plain value in words. */
export const ShapeFields = ({ shape }: { shape: Shape }) => {
  const fieldLists = shape.variants.filter((fields) => fields.length > 0);
  if (fieldLists.length === 0) {
    return (
      <p>
        <KindView kind={shape.kind} />
        <Notes notes={shape.notes} />
      </p>
    );
  }
  return (
    <>
      {fieldLists.map((fields, index) => (
        <>
          {index === 0 ? null : <p class="soft">or</p>}
          <FieldTable fields={fields} />
        </>
      ))}
    </>
  );
};

export const KindView = ({ kind: { words, name, tail } }: { kind: Kind }) => (
  <>
    {words} {name === null ? null : <a href={`#${shapeId(name)}`}>{name}</a>} {tail}
  </>
);

/** Bounds and patterns, small, under the kind they narrow. */
export const Notes = ({ notes }: { notes: readonly string[] }) => (
  <>
    {notes.map((note) => (
      <>
        <br />
        <small class="mono">{note}</small>
      </>
    ))}
  </>
);

const FieldTable = ({ fields }: { fields: readonly Field[] }) => (
  <DescriptionTable
    label="Fields"
    columns={[{ label: 'Field' }, { label: 'Is' }, { label: 'Means' }]}
    rows={fields.map(({ path, kind, isRequired, notes, description }) => [
      <>
        <code>{path}</code> {isRequired ? null : <small>optional</small>}
      </>,
      <>
        <KindView kind={kind} />
        <Notes notes={notes} />
      </>,
      <Prose text={description ?? ''} />,
    ])}
  />
);
