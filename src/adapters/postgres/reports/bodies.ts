// Hands long texts to a statement as parameters of their own: as JSON each would be escaped here and parsed twice over there.

/** Sizes of groups for which there is a statement: every other one is filled up, so that few are prepared a connection. */
const sizes = [1, 2, 4, 8, 16, 32, 64, 128];

export type ForBodies = {
  /** The relation of the rows of `$1`, a JSON text, each with its text as `body`; `columns` are those of the JSON. */
  readonly rowsOf: (columns: string) => string;
  /** The texts alone, in their order; behind them null where there are fewer than the statement is for. */
  readonly arrayOf: string;
};

/** A statement for as many bodies as there are; they are its parameters from the second on. */
export function withBodies(statement: (parts: ForBodies) => string): (bodies: readonly string[]) => {
  readonly text: string;
  readonly bodies: readonly (string | null)[];
} {
  const texts = new Map<number, string>();
  return (bodies) => {
    const size = sizes.find((enough) => enough >= bodies.length) ?? bodies.length;
    const text = texts.get(size) ?? statement({ rowsOf: (columns) => rowsOf(columns, size), arrayOf: arrayOf(size) });
    texts.set(size, text);
    return { text, bodies: [...bodies, ...Array<null>(size - bodies.length).fill(null)] };
  };
}

/** Side by side, each text is copied once; an array that each row takes its text from is put together anew for each row. */
const rowsOf = (columns: string, size: number): string => `(
    select r.*, r.unnest as body from rows from (json_to_recordset($1::text::json) as (n int, ${columns}),
      unnest(${arrayOf(size)})) r where r.n is not null)`;

const arrayOf = (size: number): string =>
  `array[${Array.from({ length: size }, (_, at) => `$${at + 2}`).join()}]::text[]`;
