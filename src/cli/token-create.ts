// `orange token create`: a token for a colleague, CI, a gateway or the line that enrols devices; its secret is shown once.
import { roles } from '../domain/catalog/token.ts';
import { deriveProjectId } from '../domain/issue/project-id.ts';
import { createdToken } from '../wire/operate/token.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, oneOf, type Run, wholeNumber } from './command.ts';
import { instantWords } from './terminal/figures.ts';
import { faint, name, strong } from './terminal/words.ts';

type Options = { readonly role: string; readonly product?: string; readonly expiresInDays?: number };

const dsnOf = (url: string, secret: string, product: string): string => {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${secret}@${host}${pathname.replace(/\/$/, '')}/${deriveProjectId(product)}`;
};

export const tokenCreate = (run: Run) =>
  newCommand({
    name: 'create',
    about: 'Create an access token and show its secret, this once',
    more:
      'operator may do everything; engineer publishes and steers rollouts; viewer reads; gateway checks devices in; ' +
      'enroller enrols them; reporter files crashes, and its secret is public: it stands in every app that has the DSN. The secret is printed to standard output alone, so that it can be piped into a secret store.',
    json: ['name', 'role', 'product', 'createdBy', 'createdMs', 'expiresMs', 'revokedMs', 'secret'],
    examples: [
      [
        'For CI, one product, a quarter of a year',
        'orange token create ci --role engineer --product nova --expires-in-days 90',
      ],
      ['Straight into a password manager', 'orange token create ada --role engineer | pass insert -e orange/ada'],
    ],
  })
    .argument('<name>', 'what the audit calls its bearer; used once')
    .addOption(oneOf('--role <role>', 'what it may do', roles).makeOptionMandatory())
    .option('-p, --product <name>', 'for this product alone')
    .option('--expires-in-days <n>', 'without it the token does not expire', wholeNumber(1, 3650))
    .action(
      acting(run, async ({ api, printer, settings }, given: string, { role, product, expiresInDays }: Options) => {
        const body = { name: given, role, product: product ?? null, expiresInDays };
        const token = await api().send('POST', '/v1/tokens', reading(createdToken), { body });
        const end = token.expiresMs === null ? 'it does not expire' : `until ${instantWords(token.expiresMs)}`;
        printer.note(
          [name(token.name), ` (${token.role}${token.product === null ? '' : ` of ${token.product}`}), ${end}`],
          faint('Shown this once; the service keeps only its hash:'),
        );
        if (token.role === 'reporter' && token.product !== null)
          printer.note([faint('For apps with an SDK of Sentry: '), dsnOf(settings.url(), token.secret, token.product)]);
        return { json: token, lines: [strong(token.secret)] };
      }),
    );
