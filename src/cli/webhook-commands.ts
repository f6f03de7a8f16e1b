// All commands below `orange webhook`.
import type { Command } from 'commander';
import type { Run } from './command.ts';
import { webhookAdd } from './webhook-add.ts';
import { webhookList } from './webhook-list.ts';
import { webhookRedeliver } from './webhook-redeliver.ts';
import { webhookRemove } from './webhook-remove.ts';
import { webhookRotate } from './webhook-rotate.ts';
import { webhookShow } from './webhook-show.ts';
import { webhookTest } from './webhook-test.ts';

export const listWebhookCommands = (run: Run): Command[] => [
  webhookAdd(run),
  webhookList(run),
  webhookShow(run),
  webhookTest(run),
  webhookRedeliver(run),
  webhookRotate(run),
  webhookRemove(run),
];
