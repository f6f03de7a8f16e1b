// Names the fields in which two builds, or a build and a statement about it, differ.
import { type Artifact, type Build, type BuildContent, deriveRelease } from './build.ts';
import type { ReleaseStatement } from './release-statement.ts';

const artifactFields = ['fileName', 'sizeBytes', 'sha256', 'sha512', 'chunkSizeBytes', 'chunkRoot'] as const;

const contentFields = ['product', 'channel', 'version', 'vendorVersion', 'accepts', 'securityFloor'] as const;

/** Fields of the stated content that the build has otherwise; none means that both are one. Models count as a set. */
export function compareContent(
  build: Omit<Build, 'artifact'> & { artifact: Artifact },
  stated: BuildContent,
): string[] {
  const hasModels = [...build.models].sort().join() === [...stated.models].sort().join();
  return [
    ...contentFields.filter((field) => build[field] !== stated[field]),
    ...(hasModels ? [] : ['models']),
    ...artifactFields
      .filter((field) => build.artifact[field] !== stated.artifact[field])
      .map((field) => `artifact.${field}`),
  ];
}

export type FieldDifference = { readonly field: string; readonly build: unknown; readonly statement: unknown };

/** Fields in which the statement says something else than the build, or more: nothing may be signed that nobody was shown. */
export function compareRelease(build: Build, statement: ReleaseStatement): FieldDifference[] {
  const { image: wantedImage, ...wanted } = deriveRelease(build);
  const { image, ...stated } = statement;
  return [...compareFields('', wanted, stated), ...compareFields('image.', wantedImage, image)];
}

function compareFields(prefix: string, wanted: object, stated: object): FieldDifference[] {
  const ours = new Map<string, unknown>(Object.entries(wanted));
  const theirs = new Map<string, unknown>(Object.entries(stated));
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((field) => JSON.stringify(ours.get(field)) !== JSON.stringify(theirs.get(field)))
    .map((field) => ({ field: prefix + field, build: ours.get(field), statement: theirs.get(field) }));
}
