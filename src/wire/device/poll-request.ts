// Reads a poll from its URL: every part bounded and checked before anything looks at it.
import * as z from 'zod';
import type { Poll } from '../../domain/device/poll.ts';
import { ok, type Problem, type Result } from '../../domain/result.ts';
import { bucketText, buildName, locale, modelName, region, slug } from '../names.ts';

export const pass = z.string().min(1).max(512);

export const pollPath = z.object({
  product: slug,
  channel: slug,
  model: modelName,
  build: buildName,
  bucket: bucketText,
});
export const pollQuery = z.object({ pass: pass.optional(), region: region.optional(), locale: locale.optional() });

const fixes: Readonly<Record<string, string>> = {
  bucket: 'Use the bucket that enrolment answered, or derive it from the device id.',
  build: 'Percent-encode the version or the vendor string of the installed build.',
  pass: 'Use the pass that enrolment answered, unchanged.',
};

/** Reads path and query of a poll; `query` is null when the URL has none. Unknown query parameters are ignored. */
export function parsePoll(path: unknown, query: unknown): Result<Poll> {
  const where = pollPath.safeParse(path);
  const who = query === null ? noQuery : pollQuery.safeParse(query);
  if (where.success && who.success) {
    const { pass = null, region = null, locale = null } = who.data;
    return ok({ ...where.data, pass, region, locale });
  }
  const issues = [...(where.error?.issues ?? []), ...(who.error?.issues ?? [])];
  const problems = issues.map((issue): Problem => {
    const name = issue.path.join('.');
    return { where: name, what: issue.message, fix: fixes[name] ?? `Mend "${name}" and poll again.` };
  });
  return { ok: false, problems };
}

const noQuery = pollQuery.safeParse({});
