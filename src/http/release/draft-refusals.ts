// Words for why a build cannot be drafted, and what to do about it.
import type { Context } from 'hono';
import type { DraftBuildAnswer } from '../../app/draft-build.ts';
import type { Build, BuildContent } from '../../domain/build/build.ts';
import { encodeBuild } from '../../wire/release/encode-build.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';
import { refuseMisspelt } from './unknown-product.ts';

type Refusal = Extract<DraftBuildAnswer, { ok: false }>;

export function refuseDraft(c: Context<HttpEnv>, content: BuildContent, refused: Refusal) {
  switch (refused.refusal) {
    case 'unknown-product':
      return refuseMisspelt(c, content.product);
    case 'unfit-build': {
      const [first] = refused.problems;
      const detail = `${first?.where}: ${first?.what}.`;
      const errors = refused.problems;
      return problem(c, { status: 422, code: 'unfit-build', detail, fix: first?.fix ?? '', errors });
    }
    case 'version-taken':
    case 'vendor-version-taken': {
      const { refusal: code, current, differences } = refused;
      const name = code === 'version-taken' ? content.version : content.vendorVersion;
      const detail = `"${name}" is the name of ${current.id}, a ${describe(current)} that differs in ${differences.join(', ')}.`;
      return problem(c, { status: 409, code, detail, fix: adviseOnNamesake(current), current: encodeBuild(current) });
    }
  }
}

const describe = ({ state, withdrawal }: Build): string => (withdrawal === null ? `${state} build` : 'withdrawn build');

const adviseOnNamesake = ({ state, id }: Build): string =>
  state === 'draft'
    ? `Choose another version, or discard the draft: DELETE /v1/builds/${id}.`
    : 'Choose another version: a sealed build never changes.';
