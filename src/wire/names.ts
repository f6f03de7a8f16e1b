// The spellings that every audience shares: names of products and models, builds, places.
import * as z from 'zod';

/** The spellings as plain expressions, for the one place too hot for schemas: the poll. */
export const spelling = {
  slug: /^[a-z0-9][a-z0-9-]{0,39}$/,
  modelName: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  buildName: /^[!-~]{1,128}$/,
  bucket: /^(?:0|[1-9]\d{0,2})$/,
  region: /^[A-Z]{2}$/,
  locale: /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/,
} as const;

/** Product, channel, model and cohort names: short, lower-case, safe in URLs and object keys. */
export const slug = z
  .string()
  .regex(spelling.slug, 'must be 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit');

/** Hardware ids keep the maker's own spelling (`Mi_9T`, `STM32F4.rev2`). */
export const modelName = z.string().regex(spelling.modelName, 'must be 1 to 64 of letters, digits, ".", "_" and "-"');

/** A version or the vendor's own string (an Android fingerprint has up to 91 characters): printable ASCII without spaces. */
export const buildName = z
  .string()
  .regex(spelling.buildName, 'must be 1 to 128 printable ASCII characters without spaces');

export const bucketText = z.string().regex(spelling.bucket, 'must be a whole number from 0 to 999').transform(Number);

/** ISO 3166-1 alpha-2, as devices report it. */
export const region = z.string().regex(spelling.region, 'must be two capital letters, such as CN');

/** BCP 47 in the short forms devices use. */
export const locale = z.string().regex(spelling.locale, 'must be a language tag, such as zh-CN');
