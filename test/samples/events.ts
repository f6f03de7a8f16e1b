// Events as changes leave them, for the tests of who is told of them.
import type { NewEvent } from '../../src/domain/event/event.ts';

/** Issue `number` of nova came back. */
export const issueEvent = (number: number, atMs: number): NewEvent => ({
  type: 'issue.regressed',
  product: 'nova',
  subject: `issue/${number}`,
  atMs,
  data: {
    issue: {
      number,
      kind: 'crash',
      title: 'Camera dies',
      status: 'fixed',
      fixedIn: 'nova-2',
      mergedInto: null,
      assignee: 'ada',
      regressed: true,
      hidden: false,
    },
  },
});
