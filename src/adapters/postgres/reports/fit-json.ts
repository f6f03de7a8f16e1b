// Makes JSON that PostgreSQL takes, whatever text is in it.

/** PostgreSQL refuses NUL and half a surrogate pair, and with them the whole statement; U+FFFD stands where they stood. */
export function fitJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  return json.replace(/\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g, (met) => (met.length > 2 ? '\\ufffd' : met));
}
