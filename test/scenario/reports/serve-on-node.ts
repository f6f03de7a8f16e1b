// The service on Node, as `npm run serve` starts it, in a process that a test may kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type NodeService = { url(): string; kill(): Promise<void>; start(): Promise<void> };

/** Comes back on the port that it had. */
export async function openNodeService(environment: Readonly<Record<string, string>>): Promise<NodeService> {
  const script = fileURLToPath(new URL('../../../src/server.ts', import.meta.url));
  let child: ChildProcess | null = null;
  let port = 0;
  const kill = async () => {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  };
  const start = async () => {
    const started = spawn(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, ...environment, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child = started;
    port = await new Promise<number>((resolve, reject) => {
      started.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
      createInterface({ input: started.stdout }).on('line', (line) => {
        const said = /"listening","port":(\d+)/.exec(line)?.[1];
        if (said !== undefined) resolve(Number(said));
      });
    });
  };
  await start();
  return { url: () => `http://127.0.0.1:${port}`, kill, start };
}
