// Reads a poll from its URL: every part bounded and checked before anything looks at it.
import * as z from 'zod';
import type { Poll } from '../../domain/device/poll.ts';
import { ok, type Problem, type Result } from '../../domain/result.ts';
import { bucketText, buildName, locale, modelName, region, slug, spelling } from '../names.ts';

/** The longest token the service signs. */
const maxPassChars = 512;

export const pass = z.string().min(1).max(maxPassChars);

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

type Parts = Readonly<Record<string, string | undefined>>;

const isPathSpelled = ({ product = '', channel = '', model = '', build = '', bucket = '' }: Parts): boolean =>
  spelling.slug.test(product) &&
  spelling.slug.test(channel) &&
  spelling.modelName.test(model) &&
  spelling.buildName.test(build) &&
  spelling.bucket.test(bucket);

const isQuerySpelled = ({ pass = '-', region = 'XX', locale = 'xx' }: Parts): boolean =>
  pass.length > 0 && pass.length <= maxPassChars && spelling.region.test(region) && spelling.locale.test(locale);

/**
 * Reads path and query of a poll; `query` is null when the URL has none. Unknown query parameters are ignored.
 * A good poll is accepted by its spelling alone, since the schemas cost more than the answer; a bad one is explained by them.
 */
export function parsePoll(path: Parts, query: Parts | null): Result<Poll> {
  if (isPathSpelled(path) && (query === null || isQuerySpelled(query))) {
    const { product = '', channel = '', model = '', build = '', bucket } = path;
    const { pass = null, region = null, locale = null } = query ?? {};
    return ok({ product, channel, model, build, bucket: Number(bucket), pass, region, locale });
  }
  return explain(path, query ?? {});
}

function explain(path: Parts, query: Parts): Result<Poll> {
  const issues = [pollPath.safeParse(path), pollQuery.safeParse(query)].flatMap(({ error }) => error?.issues ?? []);
  const problems = issues.map((issue): Problem => {
    const name = issue.path.join('.');
    return { where: name, what: issue.message, fix: fixes[name] ?? `Mend "${name}" and poll again.` };
  });
  return { ok: false, problems };
}
