// Runs the instructions of call frame information (DWARF 5, section 6.4.2) and says each row in the words of `STACK CFI` lines.
import { type DwarfReader, sleb, uint, uleb } from './dwarf-reader.ts';

/** Names of registers by their number: those that a function gives back, the stack pointer, and where the way back is. */
export type DwarfNames = ReadonlyMap<number, string>;

export type Cie = {
  readonly codeAlign: number;
  readonly dataAlign: number;
  readonly returnRegister: number;
  /** Where its instructions lie in the view. */
  readonly from: number;
  readonly end: number;
};

export type Fde = { readonly cie: Cie; readonly start: number; readonly from: number; readonly end: number };
export type Row = { readonly at: number; readonly rules: string };

type Kept = {
  readonly cfa: { readonly register: number; readonly offset: number };
  readonly rules: Map<number, string>;
};
type Machine = Kept & {
  readonly reader: DwarfReader;
  readonly names: DwarfNames;
  readonly cie: Cie;
  cfa: Kept['cfa'];
  rules: Map<number, string>;
  initial: ReadonlyMap<number, string>;
  at: number;
  readonly kept: Kept[];
  readonly rows: { at: number; said: Map<string, string> }[];
};

const maxInstructions = 20_000;
const maxKept = 64;
const unknown = '.undef';

/** Null where an instruction is not understood, or says what a line cannot. Reads beyond the bytes throw a RangeError. */
export function runRows(reader: DwarfReader, names: DwarfNames, { cie, start, from, end }: Fde): Row[] | null {
  const cfa = { register: -1, offset: 0 };
  const machine: Machine = {
    reader,
    names,
    cie,
    cfa,
    rules: new Map(),
    initial: new Map(),
    at: start,
    kept: [],
    rows: [],
  };
  if (!run(machine, cie.from, cie.end)) return null;
  machine.initial = new Map(machine.rules);
  machine.rows.length = 0;
  if (!run(machine, from, end) || !emit(machine)) return null;
  return changes(machine.rows);
}

function run(machine: Machine, from: number, end: number): boolean {
  const { reader } = machine;
  reader.at = from;
  for (let count = 0; reader.at < end; count += 1) {
    if (count === maxInstructions) return false;
    const op = uint(reader, 1);
    const short = shortOperations[op >>> 6];
    const isDone = short === undefined ? operations[op]?.(machine) : short(machine, op & 0x3f);
    if (isDone !== true) return false;
  }
  return true;
}

/** The row that holds up to here; false where it has no place to count from. */
function emit({ cfa, rules, names, cie, at, rows }: Machine): boolean {
  const base = names.get(cfa.register);
  if (base === undefined) return false;
  const said = new Map([['.cfa', `${base} ${cfa.offset} +`]]);
  said.set('.ra', rules.get(cie.returnRegister) ?? names.get(cie.returnRegister) ?? unknown);
  for (const [register, rule] of rules) {
    const name = names.get(register);
    if (name !== undefined && name !== base && register !== cie.returnRegister) said.set(name, rule);
  }
  if (rules.has(cfa.register)) said.set(base, rules.get(cfa.register) ?? unknown);
  if (rows.at(-1)?.at === at) rows.pop();
  rows.push({ at, said });
  return true;
}

/** The first row whole, of the others what is another than before. */
function changes(rows: Machine['rows']): Row[] {
  let before = new Map<string, string>();
  return rows.flatMap(({ at, said }, index) => {
    const more = [...said].filter(([name, rule]) => before.get(name) !== rule);
    const gone = [...before.keys()].filter((name) => !said.has(name)).map((name) => [name, name] as const);
    before = said;
    const words = [...more, ...gone].map(([name, rule]) => `${name}: ${rule}`);
    return words.length === 0 && index > 0 ? [] : [{ at, rules: words.join(' ') }];
  });
}

function advance(machine: Machine, by: number): boolean {
  if (!emit(machine)) return false;
  machine.at += by * machine.cie.codeAlign;
  return true;
}

function setRule({ rules }: Machine, register: number, rule: string): true {
  rules.set(register, rule);
  return true;
}

const saved = (machine: Machine, register: number, offset: number): true =>
  setRule(machine, register, `.cfa ${offset * machine.cie.dataAlign} + ^`);

function restore({ rules, initial }: Machine, register: number): true {
  const rule = initial.get(register);
  if (rule === undefined) rules.delete(register);
  else rules.set(register, rule);
  return true;
}

function setCfa(machine: Machine, register: number, offset: number): true {
  machine.cfa = { register, offset };
  return true;
}

function keep({ cfa, rules, kept }: Machine): boolean {
  kept.push({ cfa, rules: new Map(rules) });
  return kept.length <= maxKept;
}

function takeBack(machine: Machine): boolean {
  const last = machine.kept.pop();
  if (last === undefined) return false;
  machine.cfa = last.cfa;
  machine.rules = last.rules;
  return true;
}

/** A rule that is an expression: nobody says it in a line, and the register is not known in the caller. */
function setUnknown(machine: Machine): true {
  const register = uleb(machine.reader);
  const size = uleb(machine.reader);
  machine.reader.at += size;
  return setRule(machine, register, unknown);
}

const next = ({ reader }: Machine): number => uleb(reader);
const signed = ({ reader }: Machine): number => sleb(reader);

/** By the two highest bits. */
const shortOperations: Readonly<Record<number, (machine: Machine, low: number) => boolean>> = {
  1: advance,
  2: (m, register) => saved(m, register, next(m)),
  3: restore,
};

const operations: Readonly<Record<number, (machine: Machine) => boolean>> = {
  0: () => true,
  2: (m) => advance(m, uint(m.reader, 1)),
  3: (m) => advance(m, uint(m.reader, 2)),
  4: (m) => advance(m, uint(m.reader, 4)),
  5: (m) => saved(m, next(m), next(m)),
  6: (m) => restore(m, next(m)),
  7: (m) => setRule(m, next(m), unknown),
  8: (m) => m.rules.delete(next(m)) || true,
  9: (m) => setRule(m, next(m), m.names.get(next(m)) ?? unknown),
  10: keep,
  11: takeBack,
  12: (m) => setCfa(m, next(m), next(m)),
  13: (m) => setCfa(m, next(m), m.cfa.offset),
  14: (m) => setCfa(m, m.cfa.register, next(m)),
  16: setUnknown,
  17: (m) => saved(m, next(m), signed(m)),
  18: (m) => setCfa(m, next(m), signed(m) * m.cie.dataAlign),
  19: (m) => setCfa(m, m.cfa.register, signed(m) * m.cie.dataAlign),
  22: setUnknown,
  // Signed pointers of Arm: the signature is taken off before anybody reads them here.
  45: () => true,
  46: (m) => next(m) >= 0,
};
