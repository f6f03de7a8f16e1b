// What the login form sends: a token, and the page to go on to.
import * as z from 'zod';

export const loginQuery = z.object({
  next: z.string().optional().meta({ description: 'The page to go on to: a path of this service.' }),
});

/** Bounds are checked where they can be explained; a form never fails on its shape alone. */
export const loginForm = z.object({
  token: z.string().default(''),
  next: z.string().default(''),
  kept: z.string().default('').describe('A form that was sent after its session had ended.'),
});

/** A path of ours and nothing that a browser could read as another host: one slash, no backslash, printable ASCII. */
const ownPath = /^\/(?:[!-.0-[\]-~][!-[\]-~]{0,499})?$/;

/** Where to go after logging in; anything that is not plainly a path of ours becomes the list of rollouts. */
export const parseNextPath = (text: string | undefined): string =>
  text !== undefined && ownPath.test(text) && !/^\/log(?:in|out)\b/.test(text) ? text : '/rollouts';

const tokenPattern = /^[!-~]{1,200}$/;

/** The token as it was pasted, without the white space around it; null for what cannot be one. */
export function parsePastedToken(text: string): string | null {
  const token = text.trim();
  return tokenPattern.test(token) ? token : null;
}
