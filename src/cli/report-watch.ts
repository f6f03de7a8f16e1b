// `orange report watch`: reports as they come, until Ctrl-C.
import { setTimeout as wait } from 'node:timers/promises';
import { reportPage } from '../wire/release/report.ts';
import { reading, ServiceRefusal } from './api/service-answer.ts';
import { interrupted } from './cli-error.ts';
import { newCommand, type Run, wholeNumber } from './command.ts';
import { maxIssueNumber } from './issue-show.ts';
import { freshReports, type Seen } from './reports/fresh-reports.ts';
import { openSession, type Session, type SessionFlags } from './session.ts';
import { instantWords } from './terminal/figures.ts';
import { encodeJson } from './terminal/printer.ts';
import { bad, faint, type Line, name, plainLine, strong } from './terminal/words.ts';

type Options = {
  readonly issue?: number;
  readonly build?: string;
  readonly every: number;
  readonly last: number;
  readonly count?: number;
};

export const reportWatch = (run: Run) =>
  newCommand({
    name: 'watch',
    about: 'Show reports as they come, until Ctrl-C',
    more: 'Waits while the service is away, and goes on where it was. With --json one line a report.',
    takes: ['product'],
    json: ['product, id, kind, device, model, title, issue, sizeBytes, receivedMs', 'build: id, reported'],
    examples: [
      ['Everything about a product', 'orange report watch'],
      ['One fault, after its fix went out', 'orange report watch --issue 12 --build 1.4.1'],
    ],
  })
    .option('--issue <number>', 'only those of this issue', wholeNumber(1, maxIssueNumber))
    .option('--build <name>', 'only about it: id, version or vendor string')
    .option('--every <seconds>', 'how often to look', wholeNumber(1, 3_600), 2)
    .option('--last <n>', 'begin with so many that came before', wholeNumber(0, 200), 0)
    .option('--count <n>', 'leave after so many', wholeNumber(1, 1e9))
    .action(async (options: Options & SessionFlags) => {
      const session = await openSession(run.surroundings, options);
      await watch(session, options).catch((cause: unknown) => {
        throw session.surroundings.interrupt.aborted ? interrupted('Only the watching ended.') : cause;
      });
    });

type Shown = Awaited<ReturnType<typeof loadPage>>['items'][number];

async function watch(session: Session, { every, last, count, issue, build }: Options): Promise<void> {
  const { interrupt, stdout } = session.surroundings;
  // What is missing here does not come by waiting.
  session.settings.product();
  session.api();
  let seen: Seen | null = null;
  let left = count ?? Number.POSITIVE_INFINITY;
  let isAway = false;
  for (;;) {
    try {
      const fresh: { reports: readonly Shown[]; seen: Seen } = await freshReports(
        (after) => loadPage(session, { issue, build }, after),
        seen,
        last,
      );
      seen = fresh.seen;
      if (isAway) session.printer.note(faint('The service is back.'));
      isAway = false;
      for (const each of fresh.reports.slice(0, left)) stdout.write(lineOf(each, session.printer.isJson));
      left -= fresh.reports.length;
      if (left <= 0) return;
    } catch (cause) {
      // What the service refuses it will refuse again.
      if (interrupt.aborted || (cause instanceof ServiceRefusal && cause.status < 500)) throw cause;
      if (!isAway) session.printer.note([bad('The service does not answer'), '; waiting for it.']);
      isAway = true;
    }
    await wait(every * 1000, undefined, { signal: interrupt });
  }
}

function loadPage(
  { api, settings }: Session,
  only: { issue: number | undefined; build: string | undefined },
  after: string | null,
) {
  return api().get('/v1/reports', reading(reportPage), { product: settings.product(), ...only, limit: 100, after });
}

/** In lines of their own: whoever reads them may be a program, and a title may say anything. */
function lineOf(shown: Shown, isJson: boolean): string {
  if (isJson) return `${encodeJson(shown).replaceAll(/\n */g, '')}\n`;
  const { receivedMs, kind, issue, build, device, id, title } = shown;
  const line: Line = [
    faint(instantWords(receivedMs)),
    ` ${kind} in ${build.reported} of ${device ?? 'nobody'}, issue ${issue}: `,
    strong(title),
    ' ',
    name(id),
  ];
  return `${plainLine(line)}\n`;
}
