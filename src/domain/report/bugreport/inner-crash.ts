// A crash that stands somewhere inside of a log or a bugreport, cut out of it.

export type InnerCrash = {
  readonly text: string;
  /** `MM-DD HH:MM:SS` as the device wrote it, for an order and nothing else; empty where it does not say. */
  readonly when: string;
};

const moment = /\b(?:\d{4}-)?(\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/;

/** The first time that stands in the head of a text. */
export function momentIn(text: string, chars = 2_000): string {
  const [, day = '', clock = ''] = moment.exec(text.slice(0, chars)) ?? [];
  return day === '' ? '' : `${day} ${clock}`;
}
