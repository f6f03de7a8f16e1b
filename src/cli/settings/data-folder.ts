// Where the tool remembers what it has verified: nothing secret, nothing that cannot be fetched again.
import { dirname } from 'node:path';
import envPaths from 'env-paths';

/** ORANGE_DATA; beside a configuration of one's own; or the platform's place (`~/.local/share/orange` on Linux). */
export function dataFolder(env: Readonly<Record<string, string | undefined>>): string {
  const [given = '', config = ''] = [env.ORANGE_DATA, env.ORANGE_CONFIG];
  if (given !== '') return given;
  return config === '' ? envPaths('orange', { suffix: '' }).data : dirname(config);
}
