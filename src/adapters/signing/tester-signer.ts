// Signs what a tester's browser holds with keys derived from the service's one secret.
import type { TesterSigner } from '../../app/ports/tester-signer.ts';
import { areEqual, deriveMac } from './mac.ts';

const maxChars = 512;

/** `ot_<expiry, seconds in base 36>.<product>.<HMAC-SHA-256>.<device id>`; the id comes last since it may hold dots. */
const shape = /^ot_([0-9a-z]{1,9})\.([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9._:-]{1,64})$/;

export function testerSigner(secret: string): TesterSigner {
  const mac = deriveMac(secret, 'tester-session');
  const linkMac = deriveMac(secret, 'report-link');
  const sealOf = (expiry: string, product: string, deviceId: string): string => mac(`${expiry}.${product}.${deviceId}`);
  return {
    signTester({ product, deviceId, expiresMs }) {
      const expiry = Math.floor(expiresMs / 1000).toString(36);
      const text = `ot_${expiry}.${product}.${sealOf(expiry, product, deviceId)}.${deviceId}`;
      if (!shape.test(text))
        throw new RangeError('The product, the device id or the expiry cannot stand in a session.');
      return text;
    },

    checkTester(text, nowMs) {
      const [, expiry, product, seal, deviceId] = (text.length <= maxChars && shape.exec(text)) || [];
      if (expiry === undefined || product === undefined || seal === undefined || deviceId === undefined) return null;
      if (!areEqual(seal, sealOf(expiry, product, deviceId))) return null;
      const expiresMs = Number.parseInt(expiry, 36) * 1000;
      return nowMs < expiresMs ? { product, deviceId, expiresMs } : null;
    },

    signLink: ({ product, reportId }) => `or_${linkMac(`${product}/${reportId}`)}`,
  };
}
