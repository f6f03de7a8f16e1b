// Says why a minidump was written, in the words of a tombstone's signal line.

export type Exception = {
  readonly code: number;
  readonly flags: number;
  /** What could not be reached, or where it happened. */
  readonly address: bigint;
  /** The first parameter: for a violation of access on Windows 0 for reading, 1 for writing, 8 for executing. */
  readonly detail: bigint | null;
};

const signals: Readonly<Record<number, string>> = {
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  11: 'SIGSEGV',
  16: 'SIGSTKFLT',
  31: 'SIGSYS',
};

/** `si_code` of the commonest. */
const segvCodes: Readonly<Record<number, string>> = { 1: 'SEGV_MAPERR', 2: 'SEGV_ACCERR' };

/** NTSTATUS, as the signal that the same fault is elsewhere. */
const windowsCodes: Readonly<Record<number, string>> = {
  3221225477: 'SIGSEGV',
  3221225478: 'SIGBUS',
  3221225501: 'SIGILL',
  3221225622: 'SIGILL',
  3221225620: 'SIGFPE',
  3221225725: 'SIGSEGV',
  3221226505: 'SIGABRT',
  2147483651: 'SIGTRAP',
};

/** Mach exceptions (`mach/exception_types.h`). */
const machCodes: Readonly<Record<number, string>> = {
  1: 'SIGSEGV',
  2: 'SIGILL',
  3: 'SIGFPE',
  5: 'SIGABRT',
  6: 'SIGTRAP',
  10: 'SIGABRT',
};

const platforms = { windows: 2, mac: 0x8101, ios: 0x8102 };

/** `signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x…`. */
export function reasonWords(platform: number, { code, flags, address, detail }: Exception): string {
  const place = `fault addr 0x${address.toString(16).padStart(16, '0')}`;
  if (platform === platforms.windows) {
    const access = detail === 1n ? ' (write)' : detail === 0n ? ' (read)' : '';
    return `signal 0 (${windowsCodes[code] ?? 'SIGABRT'}), code 0x${code.toString(16)} (EXCEPTION), ${place}${access}`;
  }
  if (platform === platforms.mac || platform === platforms.ios)
    return `signal 0 (${machCodes[code] ?? 'SIGABRT'}), code ${flags} (EXC), ${place}`;
  const signal = signals[code] ?? 'SIGABRT';
  const word = signal === 'SIGSEGV' ? (segvCodes[flags] ?? 'SI_KERNEL') : 'SI_USER';
  return `signal ${code} (${signal}), code ${flags} (${word}), ${place}`;
}
