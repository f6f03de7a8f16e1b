// `npm start`: the whole service on this machine, in one command.
import { describeError, LaunchError } from './launch/launch-error.ts';
import type { LaunchLog } from './launch/launch-log.ts';
import { readOwnServices } from './launch/own-services.ts';
import { parseStartWords, type StartWords } from './launch/start-words.ts';
import { printWelcome } from './launch/welcome.ts';

/** Cloudflare calls its cron once a minute; on one machine a person waits for what the tick does. */
const tickMs = 5_000;
/** However fast the clock runs: a tick has work to do. */
const shortestTickMs = 300;

type Chosen = Extract<StartWords, { kind: 'start' }>;

let isStopping = false;
const words = parseStartWords(process.argv.slice(2));

if (words.kind === 'help') {
  console.log(words.text);
} else if (words.kind === 'mistake') {
  end(2, words.message, words.hint);
} else {
  await run(words).catch((error: unknown) => {
    // Parts that are stopped while they start fail of that alone: whoever stopped them knows.
    if (isStopping) return;
    end(1, describeError(error), error instanceof LaunchError ? error.hint : undefined);
    if (!(error instanceof LaunchError)) console.error(error);
    process.exit();
  });
}

async function run({ dataDir, port, clockRate }: Chosen): Promise<void> {
  const startedMs = performance.now();
  let starting: Promise<{ stop(): Promise<void> }> | null = null;
  stopOnSignals(async () => (await starting?.catch(() => undefined))?.stop());
  // Not at the top: a slip of the pen in the words is answered before all of that is loaded.
  const { startEmbedded } = await import('./launch/embedded.ts');
  if (isStopping) return;
  const embedded = startEmbedded({
    ...readOwnServices(process.env),
    dataDir,
    port,
    log,
    tickMs: Math.max(shortestTickMs, tickMs / clockRate),
    clockRate,
    bindings: chosenBindings(),
  });
  starting = embedded;
  const running = await embedded;
  if (isStopping) return;
  printWelcome({
    url: running.url,
    dataFolder: dataDir,
    ...(running.operatorToken === undefined ? {} : { operatorToken: running.operatorToken }),
    startedInMs: performance.now() - startedMs,
  });
}

/** What may be chosen for a service on one machine; everything else is the launcher's. */
function chosenBindings(): Record<string, string> {
  const { LOG_LEVEL, WEBHOOKS_TO_LOCALHOST, PUBLIC_KEY_REPORTS_PER_HOUR } = process.env;
  return {
    ...(LOG_LEVEL ? { LOG_LEVEL } : {}),
    ...(WEBHOOKS_TO_LOCALHOST ? { WEBHOOKS_TO_LOCALHOST } : {}),
    ...(PUBLIC_KEY_REPORTS_PER_HOUR ? { PUBLIC_KEY_REPORTS_PER_HOUR } : {}),
  };
}

/** Records of the Worker are lines of JSON already; sentences of the launcher stand beside them. */
function log(...[level, message]: Parameters<LaunchLog>): void {
  console.error(message.startsWith('{') ? message : `${level}: ${message}`);
}

/** The first signal stops the parts in order, a second one ends this process at once (its parts follow it). */
function stopOnSignals(stop: () => Promise<unknown>): void {
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(130);
    isStopping = true;
    console.error(`\nStopping (${signal}) …`);
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(describeError(error));
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

function end(code: number, message: string, hint: string | undefined): void {
  process.exitCode = code;
  console.error(message);
  if (hint !== undefined) console.error(hint);
}
