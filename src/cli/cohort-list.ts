// `orange cohort list`: the cohorts of a product and what they mean.
import { cohortPage } from '../wire/release/cohort.ts';
import { path } from './api/api-client.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const cohortList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List cohorts and what they mean',
    more: '`everyone` and `testers` are always there.',
    takes: ['product'],
    json: ['items[]: id, kind, rule, createdMs', 'next'],
    examples: [['All of nova', 'orange cohort list --product nova']],
  })
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, settings }, flags: PageFlags) => {
        const page = await api().get(
          path`/v1/products/${settings.product()}/cohorts`,
          reading(cohortPage),
          pageQuery(flags),
        );
        const lines = table(
          page.items,
          [
            { title: 'cohort', of: ({ id }) => name(id) },
            { title: 'who', of: ruleWords },
            { title: 'since', of: ({ createdMs }) => minuteWords(createdMs) },
          ],
          'No cohorts yet: orange cohort set COHORT',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );

type Rule = {
  models?: readonly string[] | undefined;
  regions?: readonly string[] | undefined;
  locales?: readonly string[] | undefined;
  builds?: string | undefined;
};

/** `model n1 or n2, builds >=1.2.0`. */
export function ruleWords({ kind, rule }: { readonly kind: string; readonly rule: Rule | null }): string {
  if (kind === 'testers') return 'devices enrolled as testers';
  if (rule === null) return 'a list of devices';
  const any = (what: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [`${what} ${values.join(' or ')}`];
  const builds = rule.builds === undefined ? [] : [`builds ${rule.builds}`];
  return [...any('model', rule.models), ...any('region', rule.regions), ...any('locale', rule.locales), ...builds].join(
    ', ',
  );
}
