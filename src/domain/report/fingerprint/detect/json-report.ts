// Recognises reports that come as one JSON object: an error with a stack, or a text with a title.

export type JsonReport =
  | { readonly kind: 'js'; readonly name: string; readonly message: string; readonly stack: string }
  | { readonly kind: 'text'; readonly title: string; readonly description: string };

/** Larger ones are logs that begin with a brace. */
const maxJsonChars = 256 * 1024;

/** Null for everything else. */
export function jsonReport(text: string): JsonReport | null {
  const start = text.slice(0, 200).trimStart();
  if (!start.startsWith('{') || text.length > maxJsonChars) return null;
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return null;
  const field = (...names: readonly string[]): string => {
    for (const [key, found] of Object.entries(value))
      if (names.includes(key) && typeof found === 'string') return found;
    return '';
  };
  const stack = field('stack', 'stacktrace');
  if (stack !== '') return { kind: 'js', name: field('name', 'type'), message: field('message', 'value'), stack };
  const message = field('message', 'value');
  const isThrown = 'stack' in value || 'stacktrace' in value || /(?:Error|Exception)$/.test(field('name', 'type'));
  // Some engines give an error no stack.
  if (message !== '' && isThrown) return { kind: 'js', name: field('name', 'type'), message, stack: '' };
  const title = field('title', 'summary');
  const description = field('description', 'body', 'text');
  return title === '' && description === '' ? null : { kind: 'text', title, description };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
