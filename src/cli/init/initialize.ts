// The steps of `orange init`, each of which leaves alone what is there.
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { faint, good, type Line, name, warning } from '../terminal/words.ts';
import { type Ceremony, type CeremonyOptions, prepareCeremony } from './ceremony.ts';
import { checkWanted } from './check-wanted.ts';
import { keepDefault } from './default-place.ts';
import { ensureChannel, ensureModels, ensureProduct } from './ensure.ts';
import { choosePlanPath, writeStarterPlan } from './starter-plan.ts';

export type InitOptions = {
  readonly name?: string;
  readonly channel?: string;
  readonly model?: readonly string[];
  readonly timetable?: string;
  readonly poll?: number;
  /** False for --no-key. */
  readonly key: boolean;
  readonly recoverySheet?: string;
  readonly reuseKeys?: boolean;
  readonly unencrypted?: boolean;
  readonly plan: string | false;
  /** Meant from here on where nothing is said, whatever was so far. */
  readonly default?: boolean;
  /** Ask nothing. */
  readonly yes?: boolean;
};

export async function initialize(session: Session, given: string | undefined, options: InitOptions): Promise<Report> {
  const { settings } = session;
  const id = given ?? (await askProduct(session));
  const models = options.model ?? [];
  const channel = options.channel ?? settings.known.channel ?? 'stable';
  const wanted = { product: { id, name: options.name ?? id }, models, channel, timetable: options.timetable };
  const asked = checkWanted(wanted);
  const hold = options.key ? await prepareCeremony(session, ceremonyOf(id, options)) : async () => noCeremony;
  const product = await ensureProduct(session, asked);
  const created: string[] = [
    ...product.created,
    ...(await ensureModels(session, product.details, models)),
    ...(await ensureChannel(session, product.details, {
      id: channel,
      timetable: options.timetable,
      pollS: options.poll,
    })),
  ];
  const ceremony = await hold();
  created.push(...ceremony.files.map(({ role, version }) => `${role} ${version}`));
  const planFile = options.plan === false ? null : await choosePlanPath(options.plan, { product: id, channel });
  const isFirst = product.details.nextCounter === 1;
  if (planFile !== null && (await writeStarterPlan(planFile, { product: id, channel, isFirst })))
    created.push(planFile);
  const place = await keepDefault(settings, { product: id, channel }, options.default === true);
  const allModels = [...new Set([...product.details.models.map((model) => model.id), ...models])];
  return {
    json: {
      product: id,
      channel,
      models: allModels,
      isDefault: place.isDefault,
      keyFile: options.key ? settings.keyFilePath : null,
      planFile,
      created,
      files: ceremony.files,
      recoverySheet: ceremony.sheetPath,
    },
    lines: [
      [
        good('Ready: '),
        name(`${id}/${channel}`),
        created.length === 0 ? ', everything was there already' : ` with ${created.join(', ')}`,
      ],
      ...sheetLines(ceremony.sheetPath, settings.keyFilePath),
      ...ceremony.lines,
      ...place.lines,
      '',
      'Next:',
      ...(allModels.length > 0 ? [] : [`  orange model add MODEL${place.flags}`]),
      `  orange build publish FILE --version 1.0.0${place.flags}`,
      `  orange plan apply ${planFile ?? 'plan.yaml'}`,
      `  orange rollout start${place.flags}`,
    ],
  };
}

const noCeremony: Ceremony = { files: [], sheetPath: null, lines: [] };

const ceremonyOf = (product: string, options: InitOptions): CeremonyOptions => ({
  product,
  sheetPath: options.recoverySheet,
  mayReuse: options.reuseKeys === true,
  isUnencrypted: options.unencrypted === true,
});

const sheetLines = (sheet: string | null, keyFile: string): Line[] =>
  sheet === null
    ? []
    : [
        `The keys are in ${keyFile}. Keep a copy of it and its passphrase offline.`,
        [warning('Print '), name(sheet), ', lock the paper away, and delete the file: it restores every key made now.'],
        faint(`Without ${keyFile} and without the sheet nobody can ever sign for this service again.`),
      ];

async function askProduct({ ask }: Session): Promise<string> {
  if (ask.isPossible) return (await ask.line('Id of the product, in small letters:')).trim();
  throw new CliError('the product is missing', {
    code: 'not-configured',
    fix: 'Name it: orange init PRODUCT --model MODEL',
  });
}
