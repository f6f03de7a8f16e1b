// Letters as they are sent: a plain text, and the same as a page without pictures, styles or anything that loads.
import type { Letter } from '../../domain/event/letter.ts';

type Sent = Letter & { readonly kind: 'confirm' | 'news'; readonly reportId: string };

export function encodeLetter({ kind, subject, text, reportId }: Sent, pageUrl: string) {
  const why =
    kind === 'confirm'
      ? `Yes, write to me: ${pageUrl}`
      : `You get this because you asked to hear what becomes of your report ${reportId}.\nNo more of these: ${pageUrl}`;
  return { text: `${text}\n\n--\n${why}\n`, html: page(subject, [text, why], pageUrl) };
}

const page = (title: string, parts: readonly string[], url: string): string => {
  const paragraphs = parts.map((part) => `<p>${linked(escapeText(part), escapeText(url))}</p>`).join('');
  return `<!doctype html><html><head><meta charset="utf-8"><title>${escapeText(title)}</title></head><body>${paragraphs}</body></html>`;
};

const linked = (text: string, url: string): string =>
  text.replaceAll('\n', '<br>').replaceAll(url, `<a href="${url}">${url}</a>`);

const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
