// Letters as they are sent: a plain text, and the same as a page without pictures, styles or anything that loads.
import type { Letter } from '../../domain/event/letter.ts';

type Sent = Letter & { readonly kind: 'confirm' | 'news'; readonly reportId: string };

type Urls = { readonly stopUrl: string; readonly followUrl: string };

/** Whoever did not say yes is given no way to the report: the address may be a stranger's. */
export function encodeLetter({ kind, subject, text, reportId }: Sent, { stopUrl, followUrl }: Urls) {
  const parts =
    kind === 'confirm'
      ? { said: [text], why: `Yes, write to me: ${stopUrl}` }
      : {
          said: [text, `All of it, and your answer: ${followUrl}`],
          why: `You get this because you asked to hear what becomes of your report ${reportId}.\nNo more of these: ${stopUrl}`,
        };
  const all = [...parts.said, parts.why];
  return { text: `${parts.said.join('\n\n')}\n\n--\n${parts.why}\n`, html: page(subject, all, [stopUrl, followUrl]) };
}

const page = (title: string, parts: readonly string[], urls: readonly string[]): string => {
  const paragraphs = parts.map((part) => `<p>${linked(escapeText(part), urls.map(escapeText))}</p>`).join('');
  return `<!doctype html><html><head><meta charset="utf-8"><title>${escapeText(title)}</title></head><body>${paragraphs}</body></html>`;
};

const linked = (text: string, urls: readonly string[]): string =>
  urls.reduce((done, url) => done.replaceAll(url, `<a href="${url}">${url}</a>`), text.replaceAll('\n', '<br>'));

const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
