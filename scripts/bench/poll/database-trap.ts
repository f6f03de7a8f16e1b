// Stands where the database should be and counts who comes: polls must not.
import { createServer } from 'node:net';

export type DatabaseTrap = { readonly url: string; connections(): number; close(): void };

export function openDatabaseTrap(): Promise<DatabaseTrap> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({
        url: `postgres://nobody:none@127.0.0.1:${port}/none`,
        connections: () => connections,
        close: () => void server.close(),
      });
    });
  });
}
