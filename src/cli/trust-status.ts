// `orange trust status`: every role with its people, threshold and expiry, and what waits for signatures.
import { acting, newCommand, type Run } from './command.ts';
import { requireRepository } from './trust/open-repository.ts';
import { reportStatus } from './trust/report-status.ts';
import { loadHeldNames } from './trust/role-draft.ts';
import { loadTrust } from './trust/trust-api.ts';

export const trustStatus = (run: Run) =>
  newCommand({
    name: 'status',
    about: 'Show every role: who may sign it, how many must, when it expires; and what waits',
    more:
      'Read from the published files and checked here, not believed. Ends with 1 when a role has used half its life, must be ' +
      'signed again, or was not renewed by the service three times in a row, so that cron can tell.',
    takes: ['key', 'root'],
    json: [
      'trustedFirst: version, fingerprint',
      'roles[]: name, version, threshold, people, expiresMs, lifeUsed, alarm, missedRenewals, isSigned',
      'proposals[]: role, version, digest, signers, createdBy, createdMs',
    ],
    examples: [
      ['Every Friday before the train leaves', 'orange trust status'],
      ['With a root that a colleague gave you', 'orange trust status --root 1.root.json'],
    ],
  }).action(
    acting(run, async (session) => {
      const repository = await requireRepository(session);
      const [trust, names] = [await loadTrust(session), await loadHeldNames(session)];
      return reportStatus({ repository, trust, names, nowMs: session.surroundings.nowMs() });
    }),
  );
