// What the OpenAPI document says of the poll, whose handler is a plain route: the hot path pays for no validator it does not use.
import type { OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { pollAnswer } from '../../wire/device/poll-answer.ts';
import { pollPath, pollQuery } from '../../wire/device/poll-request.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, problemAnswers } from '../shared/open-api.ts';
import { pollPathPattern } from './poll.ts';

const etag = z.object({ etag: z.string().meta({ description: 'Names the answer; send it back in If-None-Match.' }) });

export function documentPoll(app: OpenAPIHono<HttpEnv>): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: pollPathPattern.replaceAll(/:(\w+)/g, '{$1}'),
    summary: 'Ask for an update',
    description:
      'The answer depends on the URL alone and may be cached for a few seconds. `build` is the version or the vendor string ' +
      'of the installed build, `bucket` the place that enrolment gave the device, `pass` the proof of its cohorts.',
    request: {
      params: pollPath,
      query: pollQuery,
      headers: z.object({ 'if-none-match': z.string().optional() }),
    },
    responses: {
      200: { ...jsonAnswer('An offer, or none and why.', pollAnswer), headers: etag },
      304: { description: 'Nothing changed since the answer that this entity tag names.', headers: etag },
      ...problemAnswers(400, 404, 503),
    },
  });
}
