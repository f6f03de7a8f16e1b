// A form of an issue's page that was sent after its session had ended: carried through the login page, and shown again behind it.
import * as z from 'zod';

/** Longer than the longest form that our pages send; what is longer is none of theirs. */
const maxKeptChars = 25_000;
/** Where such forms go. Nothing else is ever offered for sending again. */
const formPath = /^\/issues\/[a-z0-9-]{1,64}\/\d{1,10}\/(?:change|comments|merge|split)$/;

const keptForm = z.object({
  path: z.string().regex(formPath),
  fields: z.record(z.string().max(40), z.string()),
});

export type KeptForm = z.output<typeof keptForm>;

/** Null for a body that no page of ours would send to that path. */
export function keepForm(path: string, body: string): KeptForm | null {
  if (body.length > maxKeptChars * 3) return null;
  return parseKeptForm(JSON.stringify({ path, fields: Object.fromEntries(new URLSearchParams(body)) }));
}

export const encodeKeptForm = (kept: KeptForm): string => JSON.stringify(kept);

/** What a login form carries; null where it carries nothing, or what was tampered with. */
export function parseKeptForm(text: string): KeptForm | null {
  if (text === '' || text.length > maxKeptChars) return null;
  try {
    return keptForm.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
