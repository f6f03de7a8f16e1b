// Rules for the numbers by which states know people and cars, behind their names or by a form that nothing else has.
import { mark, type Rule } from './rule.ts';

const card = mark('card');

/** Receita Federal: two digits modulo 11, each of all before it. */
function isCpf(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  const check = (length: number): number => {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += Number(digits[at]) * (length + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return digits.length === 11 && check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

/** What a number is called, and how it is written; none of the words means anything else before such a number. */
const papers = [
  'cpf[ :=#.]{1,4}\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d{2}',
  'aadhaa?r(?: (?:no|number))?[ :=#.]{1,4}\\d{4}[ -]?\\d{4}[ -]?\\d{4}',
  '(?:nif|nie|dni)[ :=#.]{1,4}[XYZ]?\\d{7,8}-?[A-Z]',
  'nino[ :=#.]{1,4}[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]',
  '(?:bsn|pesel|kimlik|steuer-?id|steuernummer|codice fiscale|personnummer|tax[ _-]?id)[ :=#.]{1,4}\\d[\\d /+-]{7,14}\\d',
  '(?:passport|reisepass|pasaporte)(?:[ _]?(?:no|number|nr))?[ :=#.]{1,4}(?=[A-Z]{0,3}\\d)[A-Z\\d]{7,9}',
  "(?:driver'?s?[ _]licen[cs]e|führerschein)(?:[ _]?(?:no|number|nr))?[ :=#.]{1,4}(?=[A-Z-]{0,5}\\d)[A-Z\\d-]{6,18}",
  'pan[ :=#.]{1,4}[A-Z]{5}\\d{4}[A-Z]',
];

export const paperRules: readonly Rule[] = [
  {
    kind: 'card',
    signs: [
      ...['cpf', 'aadha', 'nif', 'nie', 'dni', 'nino', 'bsn', 'pesel', 'kimlik', 'steuer', 'codice', 'personnummer'],
      ...['tax', 'passport', 'reisepass', 'pasaporte', 'licen', 'führerschein', 'pan'],
    ],
    need: /(?:cpf|aadhaa?r|nif|nie|dni|nino|bsn|pesel|kimlik|steuer-?id|steuernummer|fiscale|nummer|tax[ _-]?id|passport|reisepass|pasaporte|licen[cs]e|schein|pan|no|number|nr)[ :=#.]{1,4}[a-z]{0,5} ?\d/,
    pattern: new RegExp(`(?<![A-Za-z])(?:${papers.join('|')})(?![\\w.]\\d|\\w)`, 'gi'),
    replace: (match) =>
      `${/^[\p{L}'_-]+(?: (?:no|number|nr|fiscale|licen[cs]e|id)\b)*[ :=#.]{1,4}/iu.exec(match)?.[0] ?? ''}${card}`,
  },
  {
    kind: 'card',
    digits: 11,
    need: /\d{3}\.\d{3}\.\d{3}-\d{2}/,
    pattern: /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w.-])/g,
    replace: (match) => (isCpf(match) ? card : match),
  },
  // Letters of a name, a day of birth and a town (Decreto Ministeriale 23/12/1976).
  {
    kind: 'card',
    need: /\d\d[abcdehlmprst]\d\d[a-z]\d{3}[a-z]/,
    pattern: /(?<!\w)[A-Z]{6}\d{2}[ABCDEHLMPRST](?:0[1-9]|[1256]\d|[37][01]|4[1-9])[A-Z]\d{3}[A-Z](?!\w)/g,
  },
  // ISO 3779: a car has one owner.
  {
    kind: 'serial',
    signs: ['vin'],
    pattern: /(?<![A-Za-z])(vin["']?[ \t]{0,2}[:= #][ \t]{0,2}["']?)(?=[A-HJ-NPR-Z]{0,16}\d)[A-HJ-NPR-Z\d]{17}(?!\w)/gi,
    replace: (_, [start]) => `${start}${mark('serial')}`,
  },
];
