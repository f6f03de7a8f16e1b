// Reads the words behind `npm run simulate --`.
import { parseArgs } from 'node:util';
import { gateId, policyIds } from './policies/ids.ts';

export type Order = {
  readonly kind: 'simulate';
  /** Names of our own worlds, or paths of world files. */
  readonly worlds: readonly string[];
  readonly builds: number;
  readonly firstBuild: number;
  readonly seed: number;
  readonly plan: string | null;
  readonly only: string | null;
  readonly policies: readonly string[];
  readonly isJson: boolean;
  /** Folder for the table and the plot; null to print only. */
  readonly out: string | null;
  readonly workers: number;
};

export type Words =
  | Order
  | { readonly kind: 'help' }
  | { readonly kind: 'schema' }
  | { readonly kind: 'mistake'; readonly message: string };

export const help = `npm run simulate [-- --world FILE] [--builds N] [--seed S] [--json]

  --world FILE   a world file, or the name of one of ours (scripts/simulate/worlds); give it again for more; a and b when left out
  --builds N     builds in each world, dealt out by the weights of its kinds; 1000 when left out
  --seed S       a whole number; the same seed gives the same builds, fleets and lines; 1 when left out
  --json         one line of JSON for each build, under the gate (or under --policy), and nothing else
  --policy ID    ${policyIds.join(', ')}
                 give it again for more; with --json the gate when left out, else all
  --plan FILE    a plan file, or classic or recommended; the world's own plan when left out, else recommended
  --only KIND    builds of this kind only
  --first N      number of the first build; to run a part of a larger run again
  --out FOLDER   write the table and an SVG plot of each world there
  --workers N    worker threads; 2 when left out
  --schema       print the JSON Schema of world files
  --help         this text

World files are described in scripts/simulate/README.md.`;

const options = {
  world: { type: 'string', multiple: true },
  builds: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  policy: { type: 'string', multiple: true },
  plan: { type: 'string' },
  only: { type: 'string' },
  first: { type: 'string' },
  out: { type: 'string' },
  workers: { type: 'string' },
  schema: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

class Mistake extends Error {}

/** `words` are those after the script's name. */
export function parseWords(words: readonly string[]): Words {
  try {
    const { values } = parseArgs({ args: [...words], options });
    if (values.help) return { kind: 'help' };
    if (values.schema) return { kind: 'schema' };
    const isJson = values.json ?? false;
    const policies = values.policy ?? (isJson ? [gateId] : policyIds);
    const stranger = policies.find((id) => !policyIds.includes(id));
    if (stranger !== undefined) throw new Mistake(`--policy takes ${policyIds.join(', ')}; not ${stranger}.`);
    return {
      kind: 'simulate',
      worlds: values.world ?? ['a', 'b'],
      builds: numberOf('--builds', values.builds, { usual: 1_000, least: 1, most: 1_000_000 }),
      firstBuild: numberOf('--first', values.first, { usual: 0, least: 0, most: 1_000_000_000 }),
      seed: numberOf('--seed', values.seed, { usual: 1, least: 0, most: Number.MAX_SAFE_INTEGER }),
      plan: values.plan ?? null,
      only: values.only ?? null,
      policies,
      isJson,
      out: values.out ?? null,
      workers: numberOf('--workers', values.workers, { usual: 2, least: 1, most: 64 }),
    };
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

function numberOf(
  name: string,
  text: string | undefined,
  range: { usual: number; least: number; most: number },
): number {
  if (text === undefined) return range.usual;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= range.least && number <= range.most) return number;
  throw new Mistake(
    `${name} takes a whole number from ${range.least} to ${range.most}, not ${JSON.stringify(text.slice(0, 40))}.`,
  );
}
