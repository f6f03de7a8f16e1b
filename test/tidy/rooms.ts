// Who may import whom: the table of design.md section 3 as data.

export type Room = {
  /** Rooms of ours, or single files, that it may import besides itself. */
  readonly rooms: readonly string[];
  /** Packages it may own; `node:` stands for every built-in module of Node. */
  readonly packages: readonly string[];
};

const adapter = (...packages: string[]): Room => ({ rooms: ['app/ports', 'app/app-error.ts', 'domain'], packages });

export const rooms: Readonly<Record<string, Room>> = {
  domain: { rooms: [], packages: ['semver', 'tweetnacl'] },
  wire: { rooms: ['domain'], packages: ['zod', 'yaml', 'semver'] },
  app: { rooms: ['domain'], packages: ['semver'] },
  'adapters/postgres': adapter('drizzle-orm', 'postgres'),
  'adapters/objects': adapter('@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner', 'node:'),
  'adapters/signing': adapter('tweetnacl', 'node:'),
  'adapters/system': adapter('node:'),
  'adapters/mail': adapter('nodemailer', 'node:'),
  http: { rooms: ['app', 'wire', 'domain', 'pages'], packages: ['hono', '@hono/zod-openapi', 'zod'] },
  pages: { rooms: ['domain'], packages: ['hono'] },
  device: { rooms: ['domain', 'wire'], packages: ['tweetnacl', 'node:'] },
  cli: {
    rooms: ['wire', 'domain', 'device'],
    packages: ['node:', 'commander', 'picocolors', 'cli-progress', 'env-paths', 'semver', 'tweetnacl'],
  },
  'config.ts': { rooms: [], packages: ['zod'] },
  'compose.ts': { rooms: ['adapters', 'app', 'config.ts', 'http/shared/parts.ts'], packages: [] },
  'worker.ts': { rooms: ['adapters', 'app', 'compose.ts', 'config.ts', 'http'], packages: [] },
  'server.ts': {
    rooms: ['adapters', 'app', 'compose.ts', 'config.ts', 'http'],
    packages: ['@hono/node-server', 'node:'],
  },
};

export type Exception = { readonly from: string; readonly to: string; readonly reason: string };

/** Each stands with its reason; the test fails when one is no longer needed. */
export const exceptions: readonly Exception[] = [
  {
    from: 'src/cli/compose.ts',
    to: 'src/adapters/signing',
    reason: 'the engineer signs on their own machine: this is the one place where the CLI meets keys',
  },
];
