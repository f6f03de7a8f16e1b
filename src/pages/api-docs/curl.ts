// Writes the request that tries an operation, as a line for a terminal.
import { entriesOf, type Json, listAt, textAt, valueAt } from './json.ts';
import { deriveSample } from './sample.ts';

type Place = { readonly method: string; readonly path: string; readonly origin: string; readonly named: Json };

/** Tokens stand as variables, so that none gets into the history of a shell. */
export function encodeCurl(operation: unknown, { method, path, origin, named }: Place): string {
  const sampleOf = (name: string): string => {
    const parameter = listAt(operation, 'parameters').find((each) => textAt(each, 'name') === name);
    return encodeURIComponent(String(deriveSample(named, valueAt(parameter, 'schema'), name)));
  };
  const url = `${origin}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => sampleOf(name))}`;
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}${url}`];
  const scheme = entriesOf(listAt(operation, 'security')[0])[0]?.[0];
  const variable = scheme === 'device' ? '$DEVICE_TOKEN' : '$ORANGE_TOKEN';
  if (scheme !== undefined) lines.push(`-H "authorization: Bearer ${variable}"`);
  const [body] = entriesOf(valueAt(valueAt(operation, 'requestBody'), 'content'));
  if (body?.[0] === 'application/json') {
    const sample = JSON.stringify(deriveSample(named, valueAt(body[1], 'schema')));
    lines.push(`-H 'content-type: application/json'`, `-d '${sample.replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}
