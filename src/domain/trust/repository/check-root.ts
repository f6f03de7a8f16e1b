// What a root must say before it is published: who may sign what, and that nobody who signs online may decide.
import type { Root } from '../tuf/metadata.ts';
import type { OnlineKeys } from './online-keys.ts';
import { type Check, checkAll, passed, refuseFile } from './refusal.ts';
import { checkRoleKeys, hasKey } from './signing.ts';

/** `online` is what the service signs with; the first root must list it, or nothing could ever be published. */
export function checkRoot(root: Root, { online, isFirst }: { online: OnlineKeys; isFirst: boolean }): Check {
  const { roles } = root;
  return checkAll(
    () => checkConsistent(root),
    ...(['root', 'targets', 'snapshot', 'timestamp'] as const).map(
      (name) => () => checkRoleKeys(roles[name], `signed.roles.${name}`),
    ),
    () => checkOnlineThresholds(root),
    () => checkApart(root),
    () => (isFirst ? checkListed(root, online) : passed),
  );
}

/** Clients ask for `<version>.<role>.json` only because the root says so. */
function checkConsistent({ consistentSnapshot }: Root): Check {
  if (consistentSnapshot) return passed;
  const fix = 'Set it: every file of this repository is written once, under its version.';
  return refuseFile('not-consistent', { where: 'signed.consistent_snapshot', what: 'is false', fix });
}

/** The service signs alone: two signatures of it would be one secret more to lose, and no person more who looked. */
function checkOnlineThresholds({ roles }: Root): Check {
  const name = (['snapshot', 'timestamp'] as const).find((each) => roles[each].threshold !== 1);
  if (name === undefined) return passed;
  const what = `is ${roles[name].threshold}, and the service signs this role alone`;
  return refuseFile('threshold-not-sane', { where: `signed.roles.${name}.threshold`, what, fix: 'Give it 1.' });
}

/** Whoever takes the server's secrets must not be able to sign what people sign (signing.md, last section). */
function checkApart({ roles }: Root): Check {
  const online = [...roles.snapshot.keys, ...roles.timestamp.keys];
  for (const name of ['root', 'targets'] as const) {
    const shared = roles[name].keys.find((key) => hasKey(online, key));
    if (shared === undefined) continue;
    const what = `lists ${shared.keyId}, which also signs snapshot or timestamp`;
    return refuseFile('online-key-in-offline-role', {
      where: `signed.roles.${name}`,
      what,
      fix: 'Give people keys of their own.',
    });
  }
  return passed;
}

function checkListed({ roles }: Root, { snapshotKey, timestampKey }: OnlineKeys): Check {
  const fix = "List the keys that `GET /v1/trust` tells as the service's own.";
  if (!hasKey(roles.snapshot.keys, snapshotKey)) {
    const what = `lacks ${snapshotKey.keyId}, with which this service signs`;
    return refuseFile('service-cannot-sign', { where: 'signed.roles.snapshot', what, fix });
  }
  if (hasKey(roles.timestamp.keys, timestampKey)) return passed;
  const what = `lacks ${timestampKey.keyId}, with which this service signs`;
  return refuseFile('service-cannot-sign', { where: 'signed.roles.timestamp', what, fix });
}
