// Writes a build as the API shows it: the signed statement as JSON, and only where one build is asked for.
import type * as z from 'zod';
import type { Build } from '../../domain/build/build.ts';
import type { build, buildDetails } from './build.ts';

export function encodeBuild({ release: _, ...shown }: Build): z.output<typeof build> {
  return shown;
}

export function encodeBuildDetails(build: Build): z.output<typeof buildDetails> {
  return { ...encodeBuild(build), release: build.release === null ? null : readEnvelope(build.release) };
}

/** The text is the canonical envelope that sealing checked and kept. */
const readEnvelope = (text: string) => JSON.parse(text) as NonNullable<z.output<typeof buildDetails>['release']>;
