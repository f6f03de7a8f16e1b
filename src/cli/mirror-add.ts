// `orange mirror add`: a project of GitHub or GitLab that follows the issues of a product.
import { mirrorKinds } from '../domain/event/subscription.ts';
import { mirror } from '../wire/release/mirror.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import type { Session } from './session.ts';
import { readSecretInput } from './terminal/ask.ts';
import { name } from './terminal/words.ts';
import { mirrorFields } from './webhooks/webhook-lines.ts';

type Options = { readonly host?: string; readonly tokenStdin?: true };

export const mirrorAdd = (run: Run) =>
  newCommand({
    name: 'add',
    about: 'Mirror the issues of a product to GitHub or GitLab',
    more:
      `${mirrorKinds.join(' or ')}. Ours leads: what happens here happens there, and a closing there is shown by \`mirror show\`. ` +
      'The token of that tracker is asked for, or read from standard input, tried at once, and kept sealed.',
    takes: ['product'],
    json: [mirrorFields],
    examples: [
      ['GitHub, a fine-grained token with Issues: read and write', 'orange mirror add github acme/nova --product nova'],
      [
        'A GitLab of your own',
        'pass show gitlab | orange mirror add gitlab acme/nova --host https://git.example.com/api/v4 --token-stdin',
      ],
    ],
  })
    .argument('<tracker>')
    .argument('<project>', 'owner and name, with a slash between')
    .option('--host <url>', 'of its API, for one that runs elsewhere')
    .option('--token-stdin', 'read the token from standard input')
    .action(
      acting(run, async (session, kind: string, project: string, { host, tokenStdin }: Options) => {
        const { api, settings } = session;
        const token = await readToken(session, kind, tokenStdin === true);
        const body = { kind, project, host, product: settings.product(), token };
        const added = await api().send('POST', '/v1/mirrors', reading(mirror), { body });
        return { json: added, lines: [[name(added.id), ` mirrors issues of ${added.product} to ${project}`]] };
      }),
    );

async function readToken({ ask, surroundings }: Session, kind: string, isPiped: boolean): Promise<string> {
  if (isPiped) return readSecretInput(surroundings, 'token');
  if (ask.isPossible) return (await ask.secret(`Token of ${kind}:`)).trim();
  throw new CliError('there is no terminal to ask for the token at', {
    code: 'no-secret',
    fix: 'Pipe it in: command | orange mirror add … --token-stdin',
  });
}
