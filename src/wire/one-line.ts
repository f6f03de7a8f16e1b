// Frees a line that people write of what nobody sees, but for the joiners that scripts and emoji need.

/** Controls, marks of direction, invisible tags and line separators; not the zero-width joiner and non-joiner. */
const unseen = /(?:(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029])+/gu;
/** Joiners join something: a line of nothing else is empty. */
const looseEnds = /^[\s\u200C\u200D]+|[\s\u200C\u200D]+$/gu;

/** Pasted text brings line breaks and invisible signs along; a title is one line without them. */
export const cleanLine = (text: string): string =>
  text.replace(unseen, ' ').replace(looseEnds, '').replace(/ {2,}/g, ' ');

/** Marks of direction come with keyboards and copied words; controls stay, for whoever checks the line to refuse. */
export const withoutMarks = (text: string): string =>
  text.replace(/(?![\u200C\u200D])\p{Cf}/gu, '').replace(looseEnds, '');
