// The parts that pages are put together from: badges, facts, tables, form fields.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'cool' | 'accent';

export const Badge = ({ tone = 'plain', children }: { tone?: Tone; children?: Child }) => (
  <span class={tone === 'plain' ? 'badge' : `badge ${tone}`}>{children}</span>
);

/** Text in which backticks mark code. */
export const Prose = ({ text }: { text: string }) => (
  <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>
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

export type TableProps = {
  /** What the table lists, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Child[])[];
};

/** Rows of cells under their columns; the first cell names its row. Too wide, it scrolls by itself, by keyboard too (WCAG 2.1.1). */
export const Table = ({ label, columns, rows }: TableProps) => (
  <section class="scroll" aria-label={label} tabindex={0}>
    <table>
      <TableHead columns={columns} />
      <TableBody columns={columns} rows={rows} />
    </table>
  </section>
);

/** Three columns of the same width from table to table; on a narrow screen each row becomes a block of its own. */
export const DescriptionTable = ({ label, columns, rows }: TableProps) => (
  <table class="even" aria-label={label}>
    <TableHead columns={columns} />
    <TableBody columns={columns} rows={rows} />
  </table>
);

/** On a narrow screen each row becomes a block, whose cells say the names of their columns. */
export const ListTable = ({ label, columns, rows }: TableProps) => (
  <table class="list" aria-label={label}>
    <TableHead columns={columns} />
    <TableBody columns={columns} rows={rows} isLabelled={true} />
  </table>
);

const TableHead = ({ columns }: Pick<TableProps, 'columns'>) => (
  <thead>
    <tr>
      {columns.map(({ label, isNumber }) => (
        <th scope="col" class={isNumber ? 'number' : undefined}>
          {label}
        </th>
      ))}
    </tr>
  </thead>
);

type BodyProps = Pick<TableProps, 'columns' | 'rows'> & { readonly isLabelled?: boolean };

const TableBody = ({ columns, rows, isLabelled = false }: BodyProps) => (
  <tbody>
    {rows.map(([name, ...cells]) => (
      <tr>
        <th scope="row">{name}</th>
        {cells.map((cell, index) => (
          <td
            class={columns[index + 1]?.isNumber ? 'number' : undefined}
            data-label={isLabelled ? columns[index + 1]?.label : undefined}
          >
            {cell}
          </td>
        ))}
      </tr>
    ))}
  </tbody>
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
