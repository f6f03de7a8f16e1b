// Which product and channel a machine means when nothing is said: the first that `orange init` made there, until somebody names others.
import { saveFile } from '../compose.ts';
import { encodeConfig } from '../settings/config-file.ts';
import type { Settings } from '../settings/settings.ts';
import { type Line, name, warning } from '../terminal/words.ts';

type Place = { readonly product: string; readonly channel: string };

export type DefaultPlace = {
  readonly isDefault: boolean;
  /** What stayed or changed, where that may surprise. */
  readonly lines: readonly Line[];
  /** Behind a command that means this place: nothing, or ` --product luna`. */
  readonly flags: string;
};

/**
 * A second product takes the place of the first only where that is said: a command line that somebody wrote before, or that
 * runs by itself every Friday, would mean other devices from then on.
 */
export async function keepDefault(settings: Settings, place: Place, isChosen: boolean): Promise<DefaultPlace> {
  const { saved } = settings;
  const before = { product: saved.product ?? place.product, channel: saved.channel ?? place.channel };
  const isSame = before.product === place.product && before.channel === place.channel;
  if (isSame || isChosen) {
    await saveFile(settings.configPath, encodeConfig({ ...saved, ...place }));
    const lines: Line[] = isSame
      ? []
      : [[name(spell(place)), ` is meant from here on where nothing is said, not ${spell(before)}.`]];
    return { isDefault: true, lines, flags: '' };
  }
  const flags = `${flag('product', before, place)}${flag('channel', before, place)}`;
  const lines: Line[] = [
    [
      warning('Where nothing is said '),
      name(spell(before)),
      ` is still meant. Say${flags}, or once: orange init ${place.product}${flag('channel', before, place)} --default`,
    ],
  ];
  return { isDefault: false, lines, flags };
}

const spell = ({ product, channel }: Place): string => `${product}/${channel}`;

const flag = (key: keyof Place, before: Place, place: Place): string =>
  before[key] === place[key] ? '' : ` --${key} ${place[key]}`;
