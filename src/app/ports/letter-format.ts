// The port to the look of letters: verbs deal in sentences, wire in mails.
import type { Letter } from '../../domain/event/letter.ts';

export type LetterFormat = {
  encodeLetter(
    letter: Letter & { readonly kind: 'confirm' | 'news'; readonly reportId: string },
    urls: { readonly stopUrl: string; readonly followUrl: string },
  ): { readonly text: string; readonly html: string };
};
