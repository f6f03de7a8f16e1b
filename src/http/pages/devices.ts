// /devices/{product}/{device}: a device and its life on one line of time.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { showDevice } from '../../app/show-device.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { deviceModel } from '../../pages/device/model.ts';
import { devicePage } from '../../pages/device/page.tsx';
import { deviceId } from '../../wire/device/checkin.ts';
import { slug } from '../../wire/names.ts';
import { placePageQuery } from '../../wire/release/names.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { pageRoles, requireSession } from './require-session.ts';

const { after } = placePageQuery.shape;
/** Some screens. */
const listLimit = 50;

const showRoute = createRoute({
  method: 'get',
  path: '/devices/{product}/{device}',
  summary: 'The page of a device',
  description: 'Installs, check-ins, crashes and reports on one line of time, also of a device that never enrolled.',
  middleware: requireSession,
  request: { params: z.object({ product: slug, device: deviceId }), query: z.object({ after }) },
  responses: {
    200: htmlAnswer('The page.'),
    303: { description: 'To the login page, and back from there.' },
    ...pageProblems(400, 401, 403, 404),
  },
});

const nothing = { items: [], next: null };

export const devicePageRoutes = routes().openapi(showRoute, async (c) => {
  const { product, device } = c.req.valid('param');
  const { after: from = null } = c.req.valid('query');
  const bearer = c.get('bearer');
  const stores = c.env.stores();
  const isTheirs = mayAct(bearer, pageRoles, product);
  const [shown, moments] = isTheirs
    ? await Promise.all([
        showDevice(stores, { product, deviceId: device }),
        stores.timelines.loadTimeline(product, device, { limit: listLimit, after: from }),
      ])
    : [null, nothing];
  if (shown === null && moments.items.length === 0 && from === null) {
    const detail = `There is no device ${device} of ${product} that you could see.`;
    return problem(c, { status: 404, code: 'unknown-device', detail, fix: 'See `orange device list`.' });
  }
  const versions = await stores.buildNames.loadVersions(moments.items.flatMap(({ build }) => build ?? []));
  const isFirst = from === null;
  const parts = { product, deviceId: device, shown, page: moments, isFirst, versions, nowMs: c.get('nowMs') };
  return page(c, devicePage(deviceModel(parts), accountOf(bearer)), 200);
});
