// Hands long texts to a statement as parameters of their own: as JSON each would be escaped here and parsed twice over there.

/** Sizes of groups for which there is a statement: every other one is filled up, so that few are prepared a connection. */
const sizes = [1, 2, 4, 8, 16, 32, 64, 128];

export type ForBodies = {
  /** The text of row `n`, which counts from 0. */
  readonly bodyOf: (n: string) => string;
};

/** A statement for as many bodies as there are; they are its parameters from the second on. */
export function withBodies(statement: (parts: ForBodies) => string): (bodies: readonly string[]) => {
  readonly text: string;
  readonly bodies: readonly (string | null)[];
} {
  const texts = new Map<number, string>();
  return (bodies) => {
    const size = sizes.find((enough) => enough >= bodies.length) ?? bodies.length;
    const text = texts.get(size) ?? statement({ bodyOf: (n) => `(${arrayOf(size)})[${n} + 1]` });
    texts.set(size, text);
    return { text, bodies: [...bodies, ...Array<null>(size - bodies.length).fill(null)] };
  };
}

const arrayOf = (size: number): string =>
  `array[${Array.from({ length: size }, (_, at) => `$${at + 2}`).join()}]::text[]`;
