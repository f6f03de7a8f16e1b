// Mirrors as operators add and see them: a project of another tracker, and which of its issues are ours.
import * as z from 'zod';
import { type MirrorKind, mirrorKinds, type Subscription } from '../../domain/event/subscription.ts';
import { pageOf, productId } from './names.ts';
import { webhook } from './webhook.ts';

export const mirrorId = z
  .string()
  .regex(/^mi_[0-9a-f]{16}$/, 'must be the id of a mirror, as `orange mirror list` prints it')
  .meta({ id: 'MirrorId', example: 'mi_0123456789abcdef' });

const kind = z.enum(mirrorKinds).meta({ id: 'MirrorKind' });
const ms = z.int().meta({ description: 'Epoch milliseconds of the service clock.' });

/** GitHub's have two parts, GitLab's groups may have more. */
const isProject = (text: string): boolean =>
  text.split('/').length >= 2 && text.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(part));

const project = z
  .string()
  .min(3)
  .max(300)
  .refine(isProject, 'must be owner and name with a slash between')
  .meta({ example: 'acme/nova' });

const host = z
  .string()
  .max(500)
  .regex(/^https?:[!-~]+$/, 'must be an https:// address')
  .refine((text) => URL.canParse(text) && new URL(text).username === '', 'must be an https:// address')
  .optional()
  .meta({ description: 'Of the API; `https://api.github.com` and `https://gitlab.com/api/v4` without it.' });

export const addMirrorBody = z
  .object({
    kind,
    project,
    host,
    product: productId,
    token: z
      .string()
      .regex(/^[!-~]{8,400}$/, 'must be a token, without blanks')
      .meta({
        description: 'Of that tracker; may read and write issues of the project, and nothing else.',
        example: 'ghp_0123456789',
      }),
  })
  .meta({ id: 'AddMirror' });

const defaultHosts: Readonly<Record<MirrorKind, string>> = {
  github: 'https://api.github.com',
  gitlab: 'https://gitlab.com/api/v4',
};

type Target = { readonly kind: MirrorKind; readonly project: string; readonly host?: string | undefined };

/** The address of a project in the API of its tracker. */
export function encodeProject({ kind: its, project: name, host: given }: Target): string {
  const base = (given ?? defaultHosts[its]).replace(/\/+$/, '');
  return its === 'github' ? `${base}/repos/${name}` : `${base}/projects/${encodeURIComponent(name)}`;
}

export const mirror = webhook
  .omit({ id: true, events: true, product: true })
  .extend({ id: mirrorId, kind, product: z.string() })
  .meta({ id: 'Mirror' });

export const mirrorPage = pageOf(mirror);

const mirrorLink = z
  .object({
    number: z.int().meta({ description: 'Of our issue.' }),
    external: z.int().nullable().meta({ description: 'Of theirs; null while it is being made.' }),
    url: z.string().nullable(),
    madeMs: ms,
    closedThereMs: ms.nullable().meta({ description: 'A hint: they closed theirs while ours is open.' }),
  })
  .meta({ id: 'MirrorLink' });

export const mirrorLinkPage = pageOf(mirrorLink);

export function encodeMirror({ kind: its, product, events: _, ...shown }: Subscription): z.input<typeof mirror> {
  return { ...shown, kind: its === 'gitlab' ? 'gitlab' : 'github', product: product ?? '' };
}
