// Compares groups that were found with groups that people made: pairs and B-cubed, a line for each kind.

export type Grouped = {
  readonly file: string;
  readonly kind: string;
  /** As people grouped it. */
  readonly group: string;
  /** As the rules did. */
  readonly signature: string;
  /** Whether it has the title that it should; null where none is given. */
  readonly hasTitle: boolean | null;
};

/** The table, and with `isShown` the groups that were mixed or split. */
export function scoreGroups(rows: readonly Grouped[], isShown: boolean): string[] {
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
  const line = (name: string, some: readonly Grouped[]): string => formatScore(name, score(some));
  return [
    'kind        cases groups  sigs | pair P  pair R pair F1 | B3 F1 | titles',
    ...kinds.map((kind) =>
      line(
        kind,
        rows.filter((row) => row.kind === kind),
      ),
    ),
    line('ALL', rows),
    ...(isShown ? mistakes(rows) : []),
  ];
}

/** One name for all that share any key, however many steps apart. */
export function asOneGroup(keys: readonly (readonly string[])[]): string[] {
  const owner = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = owner.get(root); next !== undefined && next !== root; next = owner.get(root)) root = next;
    return root;
  };
  for (const all of keys) for (const key of all) owner.set(rootOf(key), rootOf(all[0] ?? key));
  return keys.map((all) => rootOf(all[0] ?? ''));
}

type Score = {
  readonly cases: number;
  readonly groups: number;
  readonly signatures: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly bCubed: number;
  readonly titles: readonly boolean[];
};

const pairs = (count: number): number => (count * (count - 1)) / 2;
const f1 = (precision: number, recall: number): number =>
  precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);

function tally(rows: readonly Grouped[], keyOf: (row: Grouped) => string): Map<string, Grouped[]> {
  const found = new Map<string, Grouped[]>();
  for (const row of rows) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]);
  return found;
}

function score(rows: readonly Grouped[]): Score {
  const bySignature = tally(rows, ({ signature }) => signature);
  const byGroup = tally(rows, ({ group }) => group);
  const byBoth = tally(rows, ({ signature, group }) => `${signature}\n${group}`);
  const sum = (tallied: Map<string, Grouped[]>): number =>
    [...tallied.values()].reduce((total, { length }) => total + pairs(length), 0);
  const [together, belonging, right] = [sum(bySignature), sum(byGroup), sum(byBoth)];
  let precise = 0;
  let recalled = 0;
  for (const both of byBoth.values()) {
    const [{ signature, group } = { signature: '', group: '' }] = both;
    precise += both.length ** 2 / (bySignature.get(signature)?.length ?? 1) / rows.length;
    recalled += both.length ** 2 / (byGroup.get(group)?.length ?? 1) / rows.length;
  }
  return {
    cases: rows.length,
    groups: byGroup.size,
    signatures: bySignature.size,
    precision: together === 0 ? null : right / together,
    recall: belonging === 0 ? null : right / belonging,
    bCubed: f1(precise, recalled),
    titles: rows.flatMap(({ hasTitle }) => (hasTitle === null ? [] : [hasTitle])),
  };
}

function formatScore(name: string, { cases, groups, signatures, precision, recall, bCubed, titles }: Score): string {
  const number = (value: number | null): string => (value === null ? '  -  ' : value.toFixed(3));
  const both = precision === null || recall === null ? null : f1(precision, recall);
  const equal = titles.length === 0 ? '' : ` ${titles.filter(Boolean).length} of ${titles.length}`;
  const counts = [cases, groups, signatures].map((count) => String(count).padStart(6)).join('');
  return `${name.padEnd(11)}${counts} |  ${number(precision)}   ${number(recall)}   ${number(both)} | ${number(bCubed)} |${equal}`;
}

function mistakes(rows: readonly Grouped[]): string[] {
  const files = (some: readonly Grouped[]): string => some.map(({ file }) => file).join(' ');
  const mixed = [...tally(rows, ({ signature }) => signature).values()]
    .filter((some) => new Set(some.map(({ group }) => group)).size > 1)
    .map((some) => `mixed: ${files(some)}`);
  const split = [...tally(rows, ({ group }) => group).values()]
    .filter((some) => new Set(some.map(({ signature }) => signature)).size > 1)
    .map((some) => `split: ${files(some)}`);
  return ['', ...mixed, ...split];
}
