// Forgets the stored answers of idempotency keys that are older than we promise to keep them.
import { answerKeptMs } from '../domain/idempotency.ts';
import type { Idempotency } from './ports/idempotency.ts';

/** Answers how many were forgotten; called by the daily tick. */
export const forgetAnswers = ({ idempotency }: { idempotency: Idempotency }, nowMs: number): Promise<number> =>
  idempotency.recordForgotten(nowMs - answerKeptMs);
