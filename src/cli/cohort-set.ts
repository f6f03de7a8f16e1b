// `orange cohort set`: defines a cohort: a list of devices, or a rule over their attributes.
import { cohort as cohortSchema } from '../wire/release/cohort.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { ruleWords } from './cohort-list.ts';
import { acting, listing, newCommand, type Run } from './command.ts';
import { name } from './terminal/words.ts';

type Options = {
  readonly model?: string[];
  readonly region?: string[];
  readonly locale?: string[];
  readonly builds?: string;
};

export const cohortSet = (run: Run) =>
  newCommand({
    name: 'set',
    about: 'Define a cohort, or change what it means',
    more: 'Without attributes it is a list of devices, filled with `orange cohort add`. With attributes every one of them must match.',
    takes: ['product'],
    json: ['id, kind, rule, createdMs'],
    examples: [
      ['A list of devices', 'orange cohort set friends'],
      ['Everybody in China or Taiwan on 1.3', "orange cohort set greater-china --region CN,TW --builds '~1.3.0'"],
    ],
  })
    .argument('<cohort>', 'its name')
    .option('-m, --model <names>', 'any of these models, with commas', listing)
    .option('--region <codes>', 'any of these countries, such as CN,IN', listing)
    .option('--locale <tags>', 'any of these languages, such as zh-CN', listing)
    .option('--builds <range>', 'installed versions in this semver range')
    .action(
      acting(run, async ({ api, settings }, id: string, { model, region, locale, builds }: Options) => {
        const stated = Object.entries({ models: model, regions: region, locales: locale, builds }).filter(
          ([, value]) => value !== undefined,
        );
        const body = stated.length === 0 ? { kind: 'named' } : { kind: 'rule', rule: Object.fromEntries(stated) };
        const set = await api().send(
          'PUT',
          path`/v1/products/${settings.product()}/cohorts/${id}`,
          reading(cohortSchema),
          { body },
        );
        return { json: set, lines: [[name(set.id), ': ', ruleWords(set)]] };
      }),
    );
