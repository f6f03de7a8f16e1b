// The port to what a tester's browser holds: a session of a device, and links that follow one report.
import type { DeviceIdentity } from './pass-signer.ts';

export type TesterSession = DeviceIdentity & { readonly expiresMs: number };

export type TesterSigner = {
  /** The device token itself is nowhere in it. */
  signTester(session: TesterSession): string;
  /** Null for what we did not sign, or what has expired. */
  checkTester(text: string, nowMs: number): TesterSession | null;
  /** Equal reports give equal links, so that a form that is sent twice is answered the same. */
  signLink(report: { product: string; reportId: string }): string;
};
