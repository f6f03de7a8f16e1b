// Starts the embedded parts in a process of its own, which a test may kill: `tsx run-launcher.ts DATA_DIR ENTRY`.
import { startEmbedded } from '../../../scripts/launch/embedded.ts';
import { describeError } from '../../../scripts/launch/launch-error.ts';

const [dataDir = '', entry = ''] = process.argv.slice(2);
try {
  const running = await startEmbedded({
    dataDir,
    entry,
    port: 0,
    durability: 'fast',
    tickMs: 0,
    migrationsDir: dataDir,
  });
  process.stdout.write(`${JSON.stringify({ url: running.url, pids: running.pids() })}\n`);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}
