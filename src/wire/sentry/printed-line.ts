// Brings words of an event onto one line of a printed failure.
import { cutCleaned } from '../../domain/privacy/cut.ts';

export const line = (text: string): string => cutCleaned(text.replace(/[\r\n]+/g, ' '), 2_000);
