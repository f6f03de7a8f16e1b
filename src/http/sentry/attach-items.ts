// Attaches the files of an envelope to its report; what cannot be attached is logged, and never costs the report.
import type { Context } from 'hono';
import { attachFile } from '../../app/attach-file.ts';
import type { Token } from '../../domain/catalog/token.ts';
import { maxAttachments } from '../../domain/issue/attachment.ts';
import type { EnvelopeItem } from '../../wire/sentry/envelope.ts';
import { textAt } from '../../wire/sentry/json.ts';
import { attachPorts } from '../device/reporting.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { bearerOf } from './bearer.ts';

type Attached = { readonly token: Token; readonly reportId: string; readonly items: readonly EnvelopeItem[] };

export async function attachItems(c: Context<HttpEnv>, { token, reportId, items }: Attached): Promise<void> {
  const ports = attachPorts(c);
  for (const item of items.slice(0, maxAttachments)) {
    const name = textAt(item.header, 'filename') ?? 'attachment';
    const file = {
      product: token.productId ?? '',
      reportId,
      name,
      bytes: new Uint8Array(item.payload),
      deviceId: null,
      ...bearerOf(token),
    };
    const answer = await attachFile(ports, file, c.get('nowMs'));
    if (!answer.ok) c.env.log('info', 'a file of an envelope was not attached', { refusal: answer.refusal });
  }
}
