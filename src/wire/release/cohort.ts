// Cohorts and their members as engineers define and see them.

import semver from 'semver';
import * as z from 'zod';
import type { CohortRule } from '../../domain/rollout/cohort.ts';
import type { NamedCohort } from '../../domain/rollout/named-cohort.ts';
import { deviceId } from '../device/checkin.ts';
import { locale, modelName, region, slug } from '../names.ts';
import { pageOf } from './names.ts';

/** Lists in a rule are read with every poll, so they stay short; a longer list is a named cohort. */
const maxListed = 100;
const listOf = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(maxListed).readonly().optional();

const isRange = (text: string): boolean => semver.validRange(text) !== null;

export const cohortRule = z
  .strictObject({
    models: listOf(modelName),
    regions: listOf(region),
    locales: listOf(locale),
    builds: z
      .string()
      .min(1)
      .max(200)
      .refine(isRange, 'must be a semver range, such as ">=1.2.0 <2"')
      .optional()
      .describe('A semver range over the installed build.'),
  })
  .meta({ id: 'CohortRule', description: 'Every attribute that is stated must match; any of its values does.' });

const kinds = ['named', 'rule', 'testers'] as const;
export const cohortId = slug.meta({ id: 'CohortId', example: 'friends' });

export const cohortBody = z.object({ kind: z.enum(kinds), rule: cohortRule.optional() }).meta({
  id: 'DefineCohort',
  description: '`named` is a list of devices, `rule` needs a rule, `testers` are the devices enrolled as such.',
});

export const cohort = z
  .object({ id: cohortId, kind: z.enum(kinds), rule: cohortRule.nullable(), createdMs: z.int() })
  .meta({ id: 'Cohort' });
export const cohortPage = pageOf(cohort);

const deviceIds = z.array(deviceId).max(1000).default([]);
export const membersBody = z
  .object({ add: deviceIds, remove: deviceIds })
  .meta({ id: 'ChangeMembers', description: 'Devices need not be enrolled yet. At most 1,000 each way.' });
export const memberCounts = z
  .object({ added: z.int().describe('Were not members before.'), removed: z.int().describe('Were members before.') })
  .meta({ id: 'MemberCounts' });
export const member = z.object({ device: deviceId, addedMs: z.int() }).meta({ id: 'Member' });
export const memberPage = pageOf(member);

export function encodeCohort({ id, cohort: definition, createdMs }: NamedCohort): z.input<typeof cohort> {
  const rule: CohortRule | null = definition.kind === 'rule' ? definition.rule : null;
  return { id, kind: definition.kind, rule, createdMs };
}
