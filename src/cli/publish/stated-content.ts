// What the engineer states about a build, checked before a gigabyte is read for it.
import type { BuildContent } from '../../domain/build/build.ts';
import { fileNamePattern } from '../../domain/build/names.ts';
import { draftBuildBody } from '../../wire/release/build.ts';
import { parseWith } from '../../wire/zod-problems.ts';
import { CliError } from '../cli-error.ts';
import type { ProductDetails } from '../product-details.ts';

export type StatedContent = Omit<BuildContent, 'artifact'>;

export type PublishOptions = {
  readonly version: string;
  readonly vendorVersion?: string;
  readonly model?: readonly string[];
  readonly accepts: string;
  readonly securityFloor: number;
};

/** Throws a CliError that names every mistake; models left out mean all that the product has. */
export function parseContent(options: PublishOptions, product: ProductDetails, channel: string): StatedContent {
  const { version, vendorVersion, accepts, securityFloor } = options;
  const models = options.model ?? product.models.map(({ id }) => id);
  if (models.length === 0) throw refuse(`${product.id} has no models yet`, 'Add one: orange model add MODEL');
  const stranger = models.find((model) => !product.models.some(({ id }) => id === model));
  if (stranger !== undefined) {
    const known = product.models.map(({ id }) => id).join(', ');
    throw refuse(
      `${product.id} has no model "${stranger}"`,
      `It has ${known}; another is added with: orange model add ${stranger}`,
    );
  }
  if (!product.channels.some(({ id }) => id === channel)) {
    throw refuse(`${product.id} has no channel "${channel}"`, `Add it: orange channel set ${channel}`);
  }
  const stated = {
    product: product.id,
    channel,
    version,
    vendorVersion: vendorVersion ?? null,
    models,
    accepts,
    securityFloor,
  };
  const parsed = parseWith(draftBuildBody.omit({ artifact: true }), stated, 'build');
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.problems;
  throw refuse(`${problem?.where} ${problem?.what}`, problem?.fix ?? '');
}

/** Names go into signed paths and URLs, so they are plain. */
export function checkFileName(fileName: string): string {
  if (fileNamePattern.test(fileName)) return fileName;
  throw refuse(
    `the file name "${fileName}" has other characters than letters, digits, ".", "_", "+" and "-"`,
    'Say what devices shall call the file: --file-name nova-1.4.0.img',
  );
}

const refuse = (what: string, fix: string): CliError => new CliError(what, { code: 'unfit-build', fix });
