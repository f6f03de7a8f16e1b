// Writes a build as the API shows it.
import type * as z from 'zod';
import type { Build } from '../../domain/build/build.ts';
import type { build, buildDetails } from './build.ts';

export function encodeBuild({ release: _, ...shown }: Build): z.output<typeof build> {
  return shown;
}

export const encodeBuildDetails = (build: Build): z.output<typeof buildDetails> => build;
