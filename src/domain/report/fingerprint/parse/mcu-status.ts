// Names causes that processors give as numbers: the fault status registers of a Cortex-M, EXCCAUSE of Xtensa.

/** Bits of CFSR (Armv7-M Architecture Reference Manual, B3.2.15), named as it names them. */
const cfsrBits: readonly (readonly [bit: number, name: string])[] = [
  [0, 'IACCVIOL'],
  [1, 'DACCVIOL'],
  [3, 'MUNSTKERR'],
  [4, 'MSTKERR'],
  [5, 'MLSPERR'],
  [8, 'IBUSERR'],
  [9, 'PRECISERR'],
  [10, 'IMPRECISERR'],
  [11, 'UNSTKERR'],
  [12, 'STKERR'],
  [13, 'LSPERR'],
  [16, 'UNDEFINSTR'],
  [17, 'INVSTATE'],
  [18, 'INVPC'],
  [19, 'NOCP'],
  [20, 'STKOF'],
  [24, 'UNALIGNED'],
  [25, 'DIVBYZERO'],
];

/** The causes that a dump's fault status register names; empty where it has none. */
export function faultStatus(lines: readonly string[]): string[] {
  let bits = 0;
  for (const line of lines) {
    for (const { pattern, shift } of statusRegisters) {
      const value = pattern.exec(line)?.[1];
      if (value !== undefined) bits |= Number.parseInt(value, 16) << shift;
    }
  }
  return cfsrBits.filter(([bit]) => ((bits >>> bit) & 1) === 1).map(([, name]) => name);
}

/** The whole register, or the three that it is made of. */
const statusRegisters: readonly { readonly pattern: RegExp; readonly shift: number }[] = [
  { pattern: /\b(?:CFSR|cfsr|CFAULTS)\b[^0-9a-fA-F]{0,8}(?:0x)?([0-9a-fA-F]{4,8})\b/, shift: 0 },
  { pattern: /\bMMFSR\b[^0-9a-fA-F]{0,8}(?:0x)?([0-9a-fA-F]{2,8})\b/, shift: 0 },
  { pattern: /\bBFSR\b[^0-9a-fA-F]{0,8}(?:0x)?([0-9a-fA-F]{2,8})\b/, shift: 8 },
  { pattern: /\bUFSR\b[^0-9a-fA-F]{0,8}(?:0x)?([0-9a-fA-F]{2,8})\b/, shift: 16 },
];

/** EXCCAUSE (Xtensa Instruction Set Architecture, 4.4.1.5), in the words that ESP-IDF prints. */
const xtensaCauses: Readonly<Record<string, string>> = {
  0: 'IllegalInstruction',
  2: 'InstructionFetchError',
  3: 'LoadStoreError',
  6: 'IntegerDivideByZero',
  9: 'LoadStoreAlignment',
  20: 'InstrFetchProhibited',
  28: 'LoadProhibited',
  29: 'StoreProhibited',
};

/** The name of a cause that an ESP8266 printed as a number. */
export const exceptionCause = (number: string): string => xtensaCauses[number] ?? `exception ${number}`;
