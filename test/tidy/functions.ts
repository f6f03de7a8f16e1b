// Measures functions by their braces, without a compiler: good enough to see a long one.

export type FunctionLength = { readonly at: string; readonly lines: number };

/** Strings, templates and comments become blanks of the same shape, so that braces in them do not count. */
function blank(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (match) =>
    match.replace(/[^\n]/g, ' '),
  );
}

// A body opens behind `=> {`, or behind the parameters (and return type) of a function or method.
const opening = /=>\s*\{|\)\s*(?::[^={};]*)?\{/g;
const notFunctions = /\b(?:if|for|while|switch|catch|with)\s*$/;

/** The keyword before the parenthesis that closes at `close`, so that `if (…) {` is told from a function. */
function beforeParenthesis(text: string, close: number): string {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1;
    if (text[at] === '(') depth -= 1;
    if (depth === 0) return text.slice(Math.max(0, at - 12), at);
  }
  return '';
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** Lines of every function with a body in braces, from its opening brace to its closing one. A route table of handlers counts by its handlers. */
export function functionLengths(path: string, source: string): FunctionLength[] {
  const text = blank(source);
  return [...text.matchAll(opening)].flatMap((match) => {
    const isArrow = match[0].startsWith('=>');
    if (!isArrow && notFunctions.test(beforeParenthesis(text, match.index))) return [];
    const open = match.index + match[0].length - 1;
    const lineOf = (at: number) => text.slice(0, at).split('\n').length;
    return [{ at: `${path}:${lineOf(open)}`, lines: lineOf(closingBrace(text, open)) - lineOf(open) + 1 }];
  });
}
