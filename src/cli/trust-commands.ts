// All commands below `orange trust`, in the order in which a newcomer needs them.
import type { Command } from 'commander';
import { newGroup, type Run } from './command.ts';
import { trustApprove } from './trust-approve.ts';
import { trustExport } from './trust-export.ts';
import { trustImport } from './trust-import.ts';
import { trustLift } from './trust-lift.ts';
import { trustPersonAdd } from './trust-person-add.ts';
import { trustPersonRemove } from './trust-person-remove.ts';
import { trustRecall } from './trust-recall.ts';
import { trustRenew } from './trust-renew.ts';
import { trustRotate } from './trust-rotate.ts';
import { trustSign } from './trust-sign.ts';
import { trustStatus } from './trust-status.ts';
import { trustThreshold } from './trust-threshold.ts';
import { trustTimestampRotate } from './trust-timestamp-rotate.ts';
import { trustWithdraw } from './trust-withdraw.ts';

export const listTrustCommands = (run: Run): Command[] => [
  trustStatus(run),
  trustApprove(run),
  trustWithdraw(run),
  trustRenew(run),
  newGroup('person', 'Who may sign a role', [trustPersonAdd(run), trustPersonRemove(run)]),
  trustThreshold(run),
  trustRotate(run),
  newGroup('timestamp', "The service's timestamp key", [trustTimestampRotate(run)]),
  trustRecall(run),
  trustLift(run),
  trustExport(run),
  trustSign(run),
  trustImport(run),
];
