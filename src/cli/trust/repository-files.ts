// Fetches the public files of the service's repository: bounded, without a token, and never anybody's word for anything.
import type { FetchFile } from '../../device/trust/ports.ts';
import { NoAnswer, sendRequest } from '../api/http-request.ts';
import { interrupted } from '../cli-error.ts';

const idleMs = 30_000;

export const repositoryFiles =
  (base: string, interrupt: AbortSignal): FetchFile =>
  async (name, maxBytes) => {
    try {
      const url = `${base}/repository/${name}`;
      const answer = await sendRequest({ method: 'GET', url, idleMs, maxAnswerBytes: maxBytes, signal: interrupt });
      if (answer.status === 200) return { kind: 'found', bytes: new Uint8Array(answer.body) };
      return answer.status === 404 ? { kind: 'absent' } : { kind: 'failed', why: 'unreachable' };
    } catch (cause) {
      if (interrupt.aborted) throw interrupted('Run the same command again.');
      if (!(cause instanceof NoAnswer)) throw cause;
      return { kind: 'failed', why: cause.code === 'too-large' ? 'too-large' : 'unreachable' };
    }
  };
