// Reads a poll from its URL: every part bounded and checked before anything looks at it.
import * as z from 'zod';
import type { Poll } from '../../domain/device/poll.ts';
import { ok, type Problem, type Result } from '../../domain/result.ts';
import { bucketText, buildName, locale, modelName, region, slug, spelling } from '../names.ts';

/** The longest token the service signs. */
const maxPassChars = 512;

const passRule = `must be 1 to ${maxPassChars} characters`;

export const pass = z.string().min(1, passRule).max(maxPassChars, passRule);

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

/** Reads path and query of a poll, and explains what is wrong with them. Unknown query parameters are ignored. */
export function parsePoll(path: Parts, query: Parts): Result<Poll> {
  const where = pollPath.safeParse(path);
  const who = pollQuery.safeParse(query);
  if (where.success && who.success) {
    const { pass = null, region = null, locale = null } = who.data;
    return ok({ ...where.data, pass, region, locale });
  }
  const issues = [where, who].flatMap(({ error }) => error?.issues ?? []);
  const problems = issues.map((issue): Problem => {
    const name = issue.path.join('.');
    return { where: name, what: issue.message, fix: fixes[name] ?? `Mend "${name}" and poll again.` };
  });
  return { ok: false, problems };
}

/** The URL of a poll whose parts stand for themselves, but for the build, which may be percent-encoded. */
const pollUrl = (({ slug, modelName, bucket }) => {
  const parts = [slug, slug, modelName, /^[!"$-.0->@-~]{1,384}$/, bucket].map(
    ({ source }) => `(${source.slice(1, -1)})`,
  );
  return new RegExp(`^(?:https?://[^/]+)?/v1/updates/${parts.join('/')}(?:\\?([^#%+]*))?$`);
})(spelling);

/**
 * Reads a well-formed poll from its URL, whole or beginning at the path, as `parsePoll` would; null for anything else. One expression for all of
 * it: taking a URL apart and asking the schemas costs more than the answer.
 */
export function readPollFast(url: string): Poll | null {
  const found = pollUrl.exec(url);
  if (found === null) return null;
  const { 1: product = '', 2: channel = '', 3: model = '', 4: spelledBuild = '', 5: bucket, 6: query } = found;
  const build = decode(spelledBuild);
  const pairs = query === undefined ? nothing : query.split('&');
  const pass = readQuery(pairs, 'pass');
  const region = readQuery(pairs, 'region');
  const locale = readQuery(pairs, 'locale');
  const isSpelled =
    spelling.buildName.test(build) &&
    (pass === null || (pass.length > 0 && pass.length <= maxPassChars)) &&
    (region === null || spelling.region.test(region)) &&
    (locale === null || spelling.locale.test(locale));
  return isSpelled ? { product, channel, model, build, bucket: Number(bucket), pass, region, locale } : null;
}

const nothing: readonly string[] = [];

/** Of a parameter that is repeated the first counts; one without a value has the empty one. */
function readQuery(pairs: readonly string[], name: string): string | null {
  for (const pair of pairs) {
    if (pair.startsWith(name) && (pair.length === name.length || pair[name.length] === '=')) {
      return pair.slice(name.length + 1);
    }
  }
  return null;
}

/** The empty text, which is no build's name, for what cannot be decoded. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
