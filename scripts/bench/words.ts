// Reads the words behind `npm run bench --`.
import { parseArgs } from 'node:util';

export const parts = ['poll', 'checkins', 'publish', 'trust', 'fingerprints', 'gate', 'reports'] as const;
export type Part = (typeof parts)[number];

export type BenchWords =
  | {
      readonly kind: 'bench';
      readonly only: readonly Part[];
      readonly isQuick: boolean;
      readonly isJson: boolean;
      readonly rounds: Readonly<Record<Part, number>>;
    }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'mistake'; readonly message: string };

/** A round of polls takes two seconds with both runtimes, one of check-ins ten, one of a gibibyte forty, one of trust five, one of fingerprints one, one of the gate one. */
const usualRounds: Record<Part, number> = {
  poll: 31,
  checkins: 7,
  publish: 3,
  trust: 9,
  fingerprints: 9,
  gate: 9,
  reports: 7,
};
const quickRounds: Record<Part, number> = {
  poll: 21,
  checkins: 3,
  publish: 3,
  trust: 5,
  fingerprints: 5,
  gate: 5,
  reports: 3,
};

const help = `npm run bench [-- --only ${parts.join('|')}] [--quick] [--rounds N] [--json]

  --only PART  one part instead of all: ${parts.join(', ')}
  --quick      fewer rounds, 128 MiB instead of 1 GiB to publish, lists of 100,000 reports instead of 1,000,000
  --rounds N   rounds of each part, instead of its own number: more of them for a busy machine
  --json       figures as one JSON object
  --help       this text

Each figure is a ratio to a bare baseline that takes turns with it. A figure that is missed does not fail the run.`;

const roundsOfEach = (stated: number): Record<Part, number> => ({
  poll: stated,
  checkins: stated,
  publish: stated,
  trust: stated,
  fingerprints: stated,
  gate: stated,
  reports: stated,
});

/** `words` are those after the script's name. */
export function parseBenchWords(words: readonly string[]): BenchWords {
  try {
    const options = {
      only: { type: 'string' },
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values } = parseArgs({ args: [...words], options });
    if (values.help) return { kind: 'help', text: help };
    const only = values.only === undefined ? parts : parts.filter((part) => part === values.only);
    if (only.length === 0) return { kind: 'mistake', message: `--only takes ${parts.join(', ')}.` };
    const isQuick = values.quick ?? false;
    const stated = values.rounds === undefined ? null : Number(values.rounds);
    if (stated !== null && (!Number.isInteger(stated) || stated < 1 || stated > 1_000)) {
      return { kind: 'mistake', message: '--rounds takes a number from 1 to 1000.' };
    }
    const own = isQuick ? quickRounds : usualRounds;
    const rounds = stated === null ? own : roundsOfEach(stated);
    return { kind: 'bench', only, isQuick, isJson: values.json ?? false, rounds };
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }
}
