// Describes the doors for Sentry's SDKs in the API document: their routes are plain ones, since their format is foreign.
import type { OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, problemAnswers } from '../shared/open-api.ts';

const project = z.object({
  project: z
    .string()
    .regex(/^\d{1,20}$/)
    .meta({ example: '1' }),
});
const answered = z.object({ id: z.string() }).meta({ id: 'SentryAnswer' });

const upload = z.object({ upload_file_minidump: z.string().meta({ format: 'binary' }) });

const doors = [
  { name: 'envelope', summary: 'Take an envelope of a Sentry SDK', type: 'application/x-sentry-envelope' },
  { name: 'store', summary: 'Take an event of an older Sentry SDK', type: 'application/json' },
] as const;

export function documentSentry(app: OpenAPIHono<HttpEnv>): void {
  for (const { name, summary, type } of doors) {
    app.openAPIRegistry.registerPath({
      method: 'post',
      path: `/api/{project}/${name}/`,
      summary,
      description:
        'Taken without the last slash, too. The key is the token of a product with the role `reporter`, in `X-Sentry-Auth`, in `sentry_key` ' +
        'of the address or in the DSN of the envelope; `orange token create --role reporter` prints the DSN. Events become reports, ' +
        'attachments theirs; what else comes is taken and left.',
      request: { params: project, body: { required: true, content: { [type]: { schema: z.string() } } } },
      responses: {
        200: jsonAnswer('Kept.', answered),
        ...problemAnswers(400, 403, 413, 415, 429),
      },
    });
  }
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/api/{project}/minidump/',
    summary: 'Take a minidump of Crashpad or Breakpad',
    description:
      'A form with the dump in `upload_file_minidump`, or the dump alone; taken without the last slash, too. `sentry`, `sentry[release]` or ' +
      "the files of Sentry's native SDK (`__sentry-event`) name release and device; other files are attached. The answer is the id of the report.",
    request: { params: project, body: { required: true, content: { 'multipart/form-data': { schema: upload } } } },
    responses: {
      200: { description: 'Kept.', content: { 'text/plain': { schema: z.string() } } },
      ...problemAnswers(400, 403, 413, 415, 429),
    },
  });
}
