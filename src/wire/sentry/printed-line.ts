// Brings words of an event onto one line of a printed failure.
import { cutCleaned } from '../../domain/privacy/cut.ts';
import { type Json, textAt } from './json.ts';

export const line = (text: string): string => cutCleaned(text.replace(/[\r\n]+/g, ' '), 2_000);

/** The words of an exception behind its type; nothing where it has none. */
export const said = (exception: Json): string => {
  const value = textAt(exception, 'value');
  return value === null ? '' : `: ${line(value)}`;
};

/** The file of a frame; empty where it names none. */
export const placeOf = (frame: Json): string => textAt(frame, 'filename') ?? textAt(frame, 'abs_path') ?? '';
