// Loopback ports: which are free, and which a data folder used last time, so that addresses survive a restart.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { errorCode } from './launch-error.ts';

/** Undefined when the port can be listened on, otherwise the system's reason (`EADDRINUSE`, `EACCES`). */
export async function whyNotFree(port: number): Promise<string | undefined> {
  try {
    await listenOnce(port);
    return undefined;
  } catch (error) {
    return errorCode(error) ?? 'unknown';
  }
}

/** A port of the system's choosing. Another process may take it before it is used: whoever uses it must be ready to ask again. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** The remembered port when it is still free, otherwise any; never one of `taken`. */
export async function pickPort(
  remembered: number | undefined,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  if (remembered !== undefined && !taken.has(remembered) && (await whyNotFree(remembered)) === undefined)
    return remembered;
  for (;;) {
    const port = await freePort();
    if (!taken.has(port)) return port;
  }
}

export type PortMemory = { recall(name: string): number | undefined; remember(name: string, port: number): void };

/** Kept in `ports.json`; an unreadable file only means that ports are chosen anew. */
export function openPortMemory(folder: string): PortMemory {
  const path = join(folder, 'ports.json');
  const ports = readPorts(path);
  return {
    recall: (name) => ports.get(name),
    remember(name, port) {
      if (ports.get(name) === port) return;
      ports.set(name, port);
      writeFileSync(path, `${JSON.stringify(Object.fromEntries(ports))}\n`);
    },
  };
}

function readPorts(path: string): Map<string, number> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return new Map(entries.filter((entry): entry is [string, number] => isPort(entry[1])));
  } catch {
    return new Map();
  }
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const given = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(given));
    });
  });
}
