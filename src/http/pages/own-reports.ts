// Puts together the list of a tester's own reports, or the way in.
import type { Context } from 'hono';
import type { Owner } from '../../app/ports/testers.ts';
import { ownReportRow } from '../../pages/my-reports/model.ts';
import { type ListNote, ownReportsPage, testerLoginPage } from '../../pages/my-reports/page.tsx';
import type { HttpEnv } from '../shared/http-env.ts';
import { page } from '../shared/page.ts';
import { accountOf } from './account.ts';
import { ownParts } from './own-report.ts';
import { type Looker, loadLooker } from './reporter.ts';

/** Rows of one page: a screenful or two. */
const listLimit = 30;

/** Somebody who logged in has their own reports, also where the browser knows a device. */
export function ownerOf({ visitor, tester }: Looker): Owner | null {
  if (visitor !== null) return { by: 'bearer', name: visitor.name, product: visitor.productId };
  return tester === null ? null : { by: 'device', product: tester.product, device: tester.deviceId };
}

export async function showOwnReports<S extends 200 | 422>(
  c: Context<HttpEnv>,
  { after, note }: { readonly after: string | null; readonly note: ListNote | null },
  status: S,
) {
  const looker = await loadLooker(c);
  const owner = ownerOf(looker);
  if (owner === null) return page(c, testerLoginPage({ error: null, note }), status);
  const { items, next } = await c.env.stores().testers.loadOwnReports(owner, { limit: listLimit, after });
  const rows = items.map((own) => ownReportRow(ownParts(own), c.get('nowMs')));
  const olderHref = next === null ? null : `/my-reports?${new URLSearchParams({ after: next })}`;
  const tester = owner.by === 'device' ? owner.device : null;
  const account = looker.visitor === null ? null : accountOf(looker.visitor);
  return page(c, ownReportsPage({ rows, tester, olderHref, note }, account), status);
}
