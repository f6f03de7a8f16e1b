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

/** The texts of a poll as its URL spells them, decoded and not looked at yet. */
type Spelled = Readonly<Record<'product' | 'channel' | 'model' | 'build' | 'bucket', string>> &
  Readonly<Record<'pass' | 'region' | 'locale', string | undefined>>;

/**
 * Reads a poll from its whole URL, whose path ends in its five parts. Unknown query parameters are ignored, and of one
 * that is repeated the first counts. A good poll is accepted by its spelling alone, since the schemas cost more than the
 * answer; a bad one is explained by them.
 */
export function parsePoll(url: string): Result<Poll> {
  const spelled = slice(url);
  if (!isSpelled(spelled)) return explain(spelled);
  const { product, channel, model, build, bucket, pass = null, region = null, locale = null } = spelled;
  return ok({ product, channel, model, build, bucket: Number(bucket), pass, region, locale });
}

/** By hand: a URL object, or the router's decoding of every part, costs as much as the whole answer. */
function slice(url: string): Spelled {
  const queryAt = url.indexOf('?');
  const path = (queryAt < 0 ? url : url.slice(0, queryAt)).split('/');
  const first = path.length - 5;
  let pass: string | undefined;
  let region: string | undefined;
  let locale: string | undefined;
  if (queryAt >= 0) {
    for (const pair of url.slice(queryAt + 1).split('&')) {
      if (pair.startsWith('pass=')) pass ??= decode(pair.slice(5));
      else if (pair.startsWith('region=')) region ??= decode(pair.slice(7));
      else if (pair.startsWith('locale=')) locale ??= decode(pair.slice(7));
    }
  }
  return {
    product: decode(path[first]),
    channel: decode(path[first + 1]),
    model: decode(path[first + 2]),
    build: decode(path[first + 3]),
    bucket: decode(path[first + 4]),
    pass,
    region,
    locale,
  };
}

/** What is no percent-encoding stands for itself, and is refused by its spelling. */
function decode(text = ''): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isSpelled = ({ product, channel, model, build, bucket, pass, region, locale }: Spelled): boolean =>
  spelling.slug.test(product) &&
  spelling.slug.test(channel) &&
  spelling.modelName.test(model) &&
  spelling.buildName.test(build) &&
  spelling.bucket.test(bucket) &&
  (pass === undefined || (pass.length > 0 && pass.length <= maxPassChars)) &&
  (region === undefined || spelling.region.test(region)) &&
  (locale === undefined || spelling.locale.test(locale));

function explain(spelled: Spelled): Result<Poll> {
  const checks = [pollPath.safeParse(spelled), pollQuery.safeParse(spelled)];
  const issues = checks.flatMap(({ error }) => error?.issues ?? []);
  const problems = issues.map((issue): Problem => {
    const name = issue.path.join('.');
    return { where: name, what: issue.message, fix: fixes[name] ?? `Mend "${name}" and poll again.` };
  });
  return { ok: false, problems };
}
