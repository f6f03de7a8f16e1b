// `orange token list`: who may speak to the service; secrets are not among what it knows.
import { tokenPage } from '../wire/operate/token.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { faint, name, type Word } from './terminal/words.ts';

type Shown = {
  name: string;
  role: string;
  product: string | null;
  createdBy: string;
  createdMs: number;
  expiresMs: number | null;
  revokedMs: number | null;
};

export const tokenList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List access tokens, revoked ones too',
    json: ['items[]: name, role, product, createdBy, createdMs, expiresMs, revokedMs', 'next'],
    examples: [
      ['Names of those in force', "orange token list --json | jq -r '.items[] | select(.revokedMs == null) | .name'"],
    ],
  })
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, nowMs }, flags: PageFlags) => {
        const page = await api().get('/v1/tokens', reading(tokenPage), pageQuery(flags));
        return {
          json: page,
          lines: [
            ...table(
              page.items,
              [
                { title: 'token', of: (each) => name(each.name) },
                { title: 'role', of: (each) => each.role },
                { title: 'product', of: (each) => each.product ?? 'all' },
                { title: 'made by', of: (each) => each.createdBy },
                { title: 'made', of: (each) => minuteWords(each.createdMs) },
                { title: 'standing', of: (each) => standingOf(each, nowMs()) },
              ],
              'No tokens.',
            ),
            ...moreLine(page),
          ],
        };
      }),
    );

function standingOf({ revokedMs, expiresMs }: Shown, nowMs: number): Word {
  if (revokedMs !== null) return faint(`revoked ${minuteWords(revokedMs)}`);
  if (expiresMs === null) return 'in force';
  return expiresMs > nowMs ? `until ${minuteWords(expiresMs)}` : faint(`expired ${minuteWords(expiresMs)}`);
}
