// Checks that a signed ceiling is about exactly this build under exactly this plan.
import type { CeilingStatement } from '../build/ceiling-statement.ts';
import type { Problem } from '../result.ts';
import type { AppliedPlan } from './applied-plan.ts';
import type { Candidate } from './candidate.ts';
import type { CohortRule } from './cohort.ts';

const again = 'Sign the ceiling again for this build under this plan.';

/** What a ceiling must be about. `rules` are those of the plan's cohorts that a rule makes, by name. */
export type CeilingSubject = {
  readonly build: Candidate;
  readonly plan: AppliedPlan;
  readonly rules: ReadonlyMap<string, CohortRule>;
};

/** Everything in which they differ; empty when they fit. Signatures and times are checked elsewhere. */
export function checkCeilingFit(ceiling: CeilingStatement, { build, plan, rules }: CeilingSubject): Problem[] {
  return [
    ...compare('product', ceiling.product, build.product),
    ...compare('releaseId', ceiling.releaseId, build.buildId),
    ...compare('imageSha256', ceiling.imageSha256, build.imageSha256 ?? 'no image'),
    ...compare('stages.length', ceiling.stages.length, plan.plan.stages.length),
    ...plan.plan.stages.flatMap((stage, index) => {
      const signed = ceiling.stages[index];
      if (signed === undefined) return [];
      const where = `stages[${index}]`;
      return [
        ...compare(`${where}.name`, signed.name, stage.name),
        ...compare(`${where}.cohort`, signed.cohort, stage.cohort),
        ...compare(`${where}.rule`, ruleText(signed.rule), ruleText(rules.get(stage.cohort))),
        ...compare(`${where}.permille`, signed.permille, stage.permille),
        ...compare(`${where}.gatesDigest`, signed.gatesDigest, plan.gatesDigests[index] ?? 'no digest'),
      ];
    }),
  ];
}

function compare(where: string, signed: string | number, wanted: string | number): Problem[] {
  return signed === wanted ? [] : [{ where, what: `is signed as ${signed}, and is ${wanted} here`, fix: again }];
}

/** One text for equal rules, in whatever order their parts came. */
function ruleText(rule: CohortRule | undefined): string {
  if (rule === undefined) return 'no rule';
  const { models = null, regions = null, locales = null, builds = null } = rule;
  return JSON.stringify({ models: sorted(models), regions: sorted(regions), locales: sorted(locales), builds });
}

const sorted = (values: readonly string[] | null): readonly string[] | null =>
  values === null ? null : [...values].sort();
