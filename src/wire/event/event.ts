// Events as receivers get them, version 1: a member may be added, none is renamed, removed or given another meaning.
import * as z from 'zod';
import { type Event, type EventType, eventTypes } from '../../domain/event/event.ts';
import { issueStatuses } from '../../domain/issue/issue.ts';
import { reportKinds } from '../../domain/report/report.ts';
import { rolloutStates } from '../../domain/rollout/rollout.ts';

const status = z.enum(issueStatuses);
const by = z.string().meta({ description: 'The name of a token, `gate`, `train` or `tick`.' });

const issue = z
  .object({
    number: z.int(),
    kind: z.enum(reportKinds),
    title: z.string(),
    status,
    fixedIn: z.string().nullable().meta({
      description:
        'The build that fixes it, only with status `fixed`: its id, or its version while it is still to come.',
    }),
    mergedInto: z.int().nullable().meta({ description: 'The issue that goes on in its place.' }),
    assignee: z.string().nullable(),
    regressed: z.boolean().meta({ description: 'It is back in the build that should have fixed it, or a later one.' }),
    hidden: z.boolean().meta({ description: 'Do not show its title to testers or strangers.' }),
  })
  .meta({ description: 'How the issue stood when it happened.' });

const build = {
  build: z.string().meta({ description: 'Its id, `<product>-<counter>`.' }),
  channel: z.string(),
  version: z.string(),
  vendorVersion: z.string().nullable(),
  counter: z.int(),
  models: z.array(z.string()).readonly(),
};

const rollout = {
  rollout: z.int(),
  channel: z.string(),
  build: z.string(),
  state: z.enum(rolloutStates),
  stage: z.object({ index: z.int(), name: z.string(), cohort: z.string(), permille: z.int() }),
  decision: z.int().meta({ description: 'Number of the newest decision.' }),
};

const decided = z.object({
  ...rollout,
  by,
  reason: z.string(),
  models: z.array(z.string()).readonly().meta({ description: 'Whom a quarantine, or its end, concerns.' }),
});

/** What `data` holds, by type. */
const eventData: Readonly<Record<EventType, z.ZodType>> = {
  'issue.made': z.object({ issue, build: z.string().nullable() }),
  'issue.changed': z.object({
    issue,
    before: z.object({ status, fixedIn: z.string().nullable(), assignee: z.string().nullable() }),
    by,
    sentence: z.string().meta({ description: 'What changed, for those who work on it.' }),
    told: z.string().nullable().meta({ description: 'What its reporters hear of it; null for nothing.' }),
  }),
  'issue.commented': z.object({ issue, by, text: z.string() }).meta({ description: 'Said to those who reported it.' }),
  'issue.answered': z
    .object({ issue, report: z.string(), words: z.boolean(), files: z.int() })
    .meta({ description: 'A reporter answered, or added something to, that report; what they said is read there.' }),
  'issue.retest-asked': z.object({ issue, build: z.string(), reporters: z.int() }).meta({
    description:
      'Those who reported it are asked to try the version that fixes it; so many have a device that can get it.',
  }),
  'issue.regressed': z.object({ issue }),
  'issue.merged': z.object({ issue, by }),
  'issue.split': z.object({ issue, from: z.int(), by }),
  'build.published': z.object(build),
  'build.withdrawn': z.object({ ...build, by, reason: z.string() }),
  'rollout.asks': z
    .object({ ...rollout, reason: z.string() })
    .meta({ description: 'The gate waits for a person to approve the next stage.' }),
  'rollout.started': decided,
  'rollout.advanced': decided,
  'rollout.promoted': decided,
  'rollout.extended': decided,
  'rollout.completed': decided,
  'rollout.held': decided,
  'rollout.quarantined': decided,
  'rollout.lifted': decided,
  'rollout.halted': decided,
  'rollout.resumed': decided,
  'rollout.retreated': decided,
  'rollout.closed': decided,
};

const envelope = <T extends string>(type: T, data: z.ZodType) =>
  z.object({
    id: z.string().meta({ description: 'The same in every copy of this event, and in the header `webhook-id`.' }),
    type: z.literal(type),
    version: z.literal(1),
    timestamp: z.iso.datetime().meta({ description: 'When it happened, by the clock of the service.' }),
    product: z.string(),
    subject: z.string().meta({ description: 'What it is about; events of one subject come in order.' }),
    data,
  });

export const eventSchema = z.union(eventTypes.map((type) => envelope(type, eventData[type])));

export const eventJsonSchema = z.toJSONSchema(eventSchema, { io: 'output', target: 'draft-2020-12' });

export function encodeEvent({ id, type, product, subject, atMs, data }: Event): string {
  const timestamp = new Date(atMs).toISOString();
  return JSON.stringify({ id, type, version: 1, timestamp, product, subject, data });
}

/** Of type `test`, which no change makes; it is sent when a person asks for it. */
export function encodeTest({ id, subscription, atMs }: { id: string; subscription: string; atMs: number }): string {
  const timestamp = new Date(atMs).toISOString();
  return JSON.stringify({ id, type: 'test', version: 1, timestamp, product: null, subject: subscription, data: {} });
}
