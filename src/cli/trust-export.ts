// `orange trust export`: writes a role file that waits, or a renewal, into a file for a machine without a network.
import { acting, newCommand, type Run } from './command.ts';
import { exportRole } from './trust/export-role.ts';

export const trustExport = (run: Run) =>
  newCommand({
    name: 'export',
    about: 'Write what is to be signed to a file, for a machine without a network',
    more:
      'Takes what waits for signatures; with --role and nothing waiting, a renewal of that role. The file holds the bytes, what is ' +
      'published, and the chain of roots, so that the other machine can say in words what changes. Every command that signs also ' +
      'writes such a file with --out.',
    takes: ['key', 'root'],
    json: ['files[]: role, version, digest, state, missing', 'out'],
    examples: [['The root, for the laptop in the safe', 'orange trust export --role root root.json']],
  })
    .argument('<file>', 'where to; never over a file that is there')
    .option('--role <name>', 'only this role')
    .action(
      acting(run, (session, path: string, options: { role?: string }) =>
        exportRole(session, path, options.role ?? null),
      ),
    );
