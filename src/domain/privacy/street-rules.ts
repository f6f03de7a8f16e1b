// Rules for where somebody lives, as people write it, and for places in the grids of maps.
import { mark, type Rule } from './rule.ts';

const place = mark('place');

export const streetRules: readonly Rule[] = [
  // `Lindenstraße 12`, `Hauptstr. 5a, 80331 München`.
  {
    kind: 'place',
    signs: ['straße ', 'strasse ', 'str. ', 'gasse ', 'weg ', 'platz ', 'allee '],
    pattern:
      /(?<!\p{L})(?:\p{Lu}\p{L}{1,24}[ -]?){1,2}?(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Gg]asse|[Ww]eg|[Pp]latz|[Aa]llee) \d{1,4}[a-z]?(?!\p{L}|\p{N}|[.:]\p{N}|%)(?:, ?\d{5} \p{Lu}[\p{L}-]{1,30})?/gu,
    replace: () => place,
  },
  // `221B Baker Street`, `742 Evergreen Terrace, Springfield`.
  {
    kind: 'place',
    signs: [' street', ' road', ' avenue', ' lane', ' boulevard', ' terrace'],
    pattern:
      /(?<![\w.#:/-])[1-9]\d{0,4}[A-Z]? (?:[NSEW]\.? )?(?:[A-Z][a-z]{2,20} ){1,3}(?:Street|Road|Avenue|Lane|Boulevard|Terrace)(?![\w(=:])/g,
    replace: () => place,
  },
  // `3, rue de la Paix`, `rue de la Paix 3`.
  {
    kind: 'place',
    signs: ['rue ', 'calle ', 'via '],
    need: /(?<![\p{L}])(?:rue|calle|via) \p{L}/u,
    pattern:
      /(?<!\p{L})(?:\d{1,4}(?: bis| ter)?,? rue (?:de |du |des |de la |de l['’]|d['’]){0,1}\p{Lu}[\p{L}'’-]{2,30}(?: \p{Lu}[\p{L}'’-]{2,30}){0,2}|(?:[Rr]ue|[Cc]alle|Via) (?:de |du |des |de la |del |della |dei ){0,1}\p{Lu}[\p{L}'’-]{2,30}(?: \p{Lu}[\p{L}'’-]{2,30}){0,2},? \d{1,4})(?![\p{L}\p{N}]|[.:]\p{N})/gu,
    replace: () => place,
  },
  // UTM, with its zone: within a metre.
  {
    kind: 'place',
    digits: 13,
    pattern: /(?<![\w.])\d{1,2} ?[C-HJ-NP-X][ ,]{1,2}\d{6}(?:\.\d{1,4})?m? ?E?[ ,]{1,2}\d{7}(?:\.\d{1,4})?(?![\w.])/g,
    replace: () => place,
  },
  // Its form for soldiers.
  {
    kind: 'place',
    digits: 8,
    need: /\d[c-x] [a-z]{2} \d{4,5} \d{4,5}/,
    pattern: /(?<![\w.])\d{1,2}[C-HJ-NP-X] [A-HJ-NP-Z]{2} (?:\d{5} \d{5}|\d{4} \d{4})(?![\w.])/g,
    replace: () => place,
  },
  {
    kind: 'place',
    signs: ['mgrs'],
    pattern: /(mgrs["']?[ \t]{0,2}[:= ][ \t]{0,2}["']?)\d{1,2} ?[C-X] ?[A-Z]{2} ?\d{2,5} ?\d{2,5}(?!\w)/gi,
    replace: (_, [start]) => `${start}${place}`,
  },
  {
    kind: 'place',
    signs: ['lat ', 'latitude '],
    pattern: /(?<![A-Za-z])(lat(?:itude)? )-?\d{1,2}\.\d{3,15}(,? lo?ng?(?:itude)? )-?\d{1,3}\.\d{3,15}(?![\w.])/gi,
    replace: (_, [start, between]) => `${start}${place}${between}${place}`,
  },
];
