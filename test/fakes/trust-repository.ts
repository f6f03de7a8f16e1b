// The TUF repository in memory, held to the same contract as S3, with storage that can be told to fail at any step.
import { createHash } from 'node:crypto';
import { AppError } from '../../src/app/app-error.ts';
import type { TrustRepository } from '../../src/app/ports/trust-repository.ts';
import { deriveFileName } from '../../src/domain/trust/repository/role-name.ts';

export type FakeTrustRepository = ReturnType<typeof fakeTrustRepository>;

const etagOf = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`;

export function fakeTrustRepository() {
  const files = new Map<string, Uint8Array>();
  /** What was put, in order. */
  const puts: string[] = [];
  const state = {
    isDown: false,
    /** Puts that still succeed before one fails; what it would have written is not there. */
    putsLeft: Number.POSITIVE_INFINITY,
    /** As `putsLeft`, but the failing put is there: the answer got lost. */
    answersLeft: Number.POSITIVE_INFINITY,
    /** Runs before a put of the timestamp, once: another publisher that is quicker. */
    beforeTimestamp: null as null | (() => Promise<unknown>),
  };

  function fail(): never {
    throw new AppError('storage-unavailable', 'The object storage does not answer.');
  }

  function write(name: string, bytes: Uint8Array): true {
    if (state.putsLeft <= 0) fail();
    state.putsLeft -= 1;
    files.set(name, bytes);
    puts.push(name);
    if (state.answersLeft <= 0) fail();
    state.answersLeft -= 1;
    return true;
  }

  const repository: TrustRepository = {
    async loadRoleFile(file) {
      return state.isDown ? fail() : (files.get(deriveFileName(file)) ?? null);
    },
    async putRoleFile(file, bytes) {
      if (state.isDown) fail();
      return files.has(deriveFileName(file)) ? false : write(deriveFileName(file), bytes);
    },
    async loadTimestamp() {
      if (state.isDown) fail();
      const bytes = files.get('timestamp.json');
      return bytes === undefined ? null : { bytes, etag: etagOf(bytes) };
    },
    async putTimestamp(bytes, expectedEtag) {
      if (state.isDown) fail();
      const quicker = state.beforeTimestamp;
      state.beforeTimestamp = null;
      await quicker?.();
      const held = files.get('timestamp.json');
      if ((held === undefined ? null : etagOf(held)) !== expectedEtag) return false;
      return write('timestamp.json', bytes);
    },
  };
  return { repository, files, puts, state };
}
