// The parts that pages are put together from: badges, facts, tables, form fields.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'cool' | 'accent';

export const Badge = ({ tone = 'plain', children }: { tone?: Tone; children?: Child }) => (
  <span class={tone === 'plain' ? 'badge' : `badge ${tone}`}>{children}</span>
);

export type Fact = { readonly name: string; readonly value: Child };

/** Names and what they are, as a definition list. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map(({ name, value }) => (
      <>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </>
    ))}
  </dl>
);

export type Column = { readonly label: string; readonly isNumber?: boolean };

/** Rows of cells under their columns; the first cell names its row. Scrolls by itself where it is too wide. */
export const Table = ({ columns, rows }: { columns: readonly Column[]; rows: readonly (readonly Child[])[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          {columns.map(({ label, isNumber }) => (
            <th scope="col" class={isNumber ? 'number' : undefined}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr>
            {cells.map((cell, index) =>
              index === 0 ? <th scope="row">{cell}</th> : <td class={columns[index]?.isNumber ? 'number' : undefined}>{cell}</td>,
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

export type FieldProps = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with what was sent, in words that say how to mend it. */
  readonly error?: string | null;
  /** The input itself; give it `id={name}`. */
  readonly children?: Child;
};

/** For the input's `aria-describedby`: the hint and the error that belong to it. */
export const describedBy = ({ name, hint, error }: Pick<FieldProps, 'name' | 'hint' | 'error'>): string | undefined =>
  [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter((id) => id !== '').join(' ') || undefined;

/** A labelled input with what helps to fill it in and what was wrong with it. */
export const Field = ({ name, label, hint, error, children }: FieldProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    {hint === undefined ? null : <small id={`${name}-hint`}>{hint}</small>}
    {children}
    {error ? (
      <span class="error" id={`${name}-error`}>
        {error}
      </span>
    ) : null}
  </div>
);
