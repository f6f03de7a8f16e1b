// The words of a bug text that can tell it from others: folded, split, lightly stemmed, without the ones that all texts have.

/** Longer descriptions are logs; what was seen is told at their beginning. */
const maxChars = 12_000;
const maxWords = 600;

const stopWords: ReadonlySet<string> = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being but by can cannot could did do does ' +
    'doing don done down during each etc few for from further get gets got had has have having he her here hers him his how i if in ' +
    'into is isn it its itself just let like ll may me might more most my no nor not now of off on once only or other our out over ' +
    'own please re same she should so some still such than that the their them then there these they this those through to too ' +
    'under until up us use used using ve very want was wasn way we were what when where which while who whom why will with would ' +
    'you your thanks thank hi hello problem issue bug report steps expected actual result reproduce reproducible happens happen ' +
    'version device build one two see seems try tried thing things make need'
  ).split(' '),
);

/** In order, with repetitions. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  const split = text
    .slice(0, maxChars)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  for (const [found] of split.matchAll(/[\p{L}\p{N}]{2,40}/gu)) {
    if (words.length >= maxWords) break;
    if (!stopWords.has(found) && !/^\d{1,3}$/.test(found)) words.push(stem(found));
  }
  return words;
}

/** English endings that make two words of one: columns, crashed, crashing. */
export function stem(word: string): string {
  if (word.length < 5 || /\d/.test(word)) return word.length === 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
  const bare = word
    .replace(/(?:ies)$/, 'y')
    .replace(/(sh|ch|x|ss|z)es$/, '$1')
    .replace(/([^su])s$/, '$1')
    .replace(/(\w{3,})(?:ing|edly|ed)$/, '$1')
    .replace(/([bdfgmnprt])\1$/, '$1');
  return bare.length > 4 ? bare.replace(/e$/, '') : bare;
}
