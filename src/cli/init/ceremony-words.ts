// What `orange init` says about trust: what was begun, how two people come to sign instead of one, and who else must act.
import type { RoleKeys } from '../../domain/trust/tuf/metadata.ts';
import { faint, type Line, warning } from '../terminal/words.ts';
import { thresholdWords } from '../trust/describe-people.ts';
import type { FileOutcome } from '../trust/publish-drafts.ts';

export function beginningLines(product: string, files: readonly FileOutcome[]): Line[] {
  const waiting = files.find(({ state }) => state === 'waiting');
  if (waiting !== undefined) {
    return [
      [warning('Waits: '), `${waiting.missing} more must sign ${waiting.role} before ${product} has its roles.`],
      `  They run: orange trust approve ${waiting.digest.slice(0, 12)}`,
      `  Then here again: orange init ${product}`,
    ];
  }
  return [
    '',
    `One person signs everything for ${product}. For two people, as advised:`,
    `  orange key new fw-${product} && orange key export fw-${product}   # on the machine of the second`,
    `  orange trust person add fw-${product} PUBLIC-HEX`,
    `  orange trust threshold fw-${product} 2`,
  ];
}

export const offLines: Line[] = [
  [warning('No repository: '), 'this service was given no keys for snapshot and timestamp (DEPLOY.md names them).'],
  '  Once it has them, run the same command again.',
];

export const othersMustLines = (product: string, people: RoleKeys): Line[] => [
  [warning('Not delegated yet: '), `no key of your key file may sign targets (${thresholdWords(people)} must).`],
  `  One of these runs orange init ${product}: ${people.keys.map(({ keyId }) => keyId.slice(0, 16)).join(', ')}`,
  faint('  The keys of the product are made there; `orange trust person add` lets yours sign too.'),
];
