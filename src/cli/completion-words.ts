// `orange __complete -- WORDS`: what could stand where the cursor is; the shells' completion scripts call it.
import { Command, type Option } from 'commander';
import { acting, type Run } from './command.ts';
import { loadNames, type NameKind } from './completion-names.ts';
import { cleanText } from './terminal/words.ts';

type Choice = { readonly value: string; readonly about: string };

export const completing = (run: Run, program: Command): Command =>
  new Command('__complete').argument('[words...]').action(
    acting(run, async (session, words: string[]) => {
      const before = words.slice(0, -1).filter((word) => word !== '=');
      const typed = words.at(-1) === '=' ? '' : (words.at(-1) ?? '');
      const place = findPlace(program, before);
      const choices = await listChoices(place, typed, (kind) => loadNames(session, kind, place.options));
      const lines = choices
        .filter(({ value }) => value.startsWith(typed) || value === askForFiles)
        .map(({ value, about }) => `${cleanText(value)}\t${cleanText(about)}`);
      run.surroundings.stdout.write(lines.map((line) => `${line.replace(/\t$/, '')}\n`).join(''));
      return { json: null, lines: [] };
    }),
  );

const askForFiles = ':files';

/** Where the cursor is: the command so far, how many of its arguments stand before it, the option that waits for its value. */
type Place = {
  readonly command: Command;
  readonly argumentsBefore: number;
  readonly waiting: Option | null;
  readonly options: Readonly<Record<string, string>>;
};

function findPlace(program: Command, words: readonly string[]): Place {
  let [command, argumentsBefore, waiting]: [Command, number, Option | null] = [program, 0, null];
  const options: Record<string, string> = {};
  for (const word of words) {
    if (waiting !== null) {
      options[waiting.attributeName()] = word;
      waiting = null;
    } else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      waiting = option !== undefined && (option.required || option.optional) ? option : null;
    } else {
      const child: Command | undefined = command.commands.find((each) => each.name() === word);
      if (child === undefined) argumentsBefore += 1;
      else command = child;
    }
  }
  return { command, argumentsBefore, waiting, options };
}

type LoadNames = (kind: NameKind) => Promise<readonly string[]>;

async function listChoices(
  { command, argumentsBefore, waiting }: Place,
  typed: string,
  load: LoadNames,
): Promise<Choice[]> {
  if (waiting !== null) return listValues(waiting.attributeName(), waiting.argChoices ?? [], load);
  if (typed.startsWith('-')) {
    const { options } = command;
    return options.flatMap(({ long, description }) => (long == null ? [] : [{ value: long, about: description }]));
  }
  const children = command.createHelp().visibleCommands(command);
  if (children.length > 0)
    return children.map((child) => ({ value: child.name(), about: child.summary() || child.description() }));
  const argument = command.registeredArguments[argumentsBefore];
  return argument === undefined ? [] : listValues(argument.name(), argument.argChoices ?? [], load);
}

/** What an option or argument of this name takes. */
const kinds: Readonly<Record<string, NameKind>> = {
  product: 'products',
  channel: 'channels',
  model: 'models',
  build: 'builds',
  cohort: 'cohorts',
  role: 'roles',
  roles: 'roles',
};
const takesFile: ReadonlySet<string> = new Set([
  'file',
  'keyFile',
  'tokenFile',
  'out',
  'root',
  'secret',
  'recoverySheet',
  'models',
]);

async function listValues(name: string, choices: readonly string[], load: LoadNames): Promise<Choice[]> {
  if (takesFile.has(name)) return [{ value: askForFiles, about: '' }];
  const kind = kinds[name];
  const names = kind === undefined ? choices : await load(kind);
  return names.map((value) => ({ value, about: '' }));
}
