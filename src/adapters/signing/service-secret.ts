// Signs and checks passes and device tokens with keys derived from the service's one secret, without a database.
import { type DeviceTokenCheck, maxPassCohorts, type PassCheck, type PassSigner } from '../../app/ports/pass-signer.ts';
import { deriveSignedByMs } from '../../domain/device/pass.ts';
import type { Membership } from '../../domain/rollout/cohort.ts';
import { areEqual, deriveMac, type Mac } from './mac.ts';

/** Longer than any pass the service signs; whatever is longer is not read. */
const maxTokenChars = 512;
/** About 5 MB; a fleet has as many passes as sets of cohorts, not as devices. */
const maxKnownPasses = 10_000;

const passShape = /^op_([a-z0-9-]{1,40})\.([0-9a-z]{1,9})\.([a-z0-9~_-]{0,400})\.([A-Za-z0-9_-]{43})$/;
/** The id comes last since it may hold dots; the rest may not. */
const tokenShape = /^od_([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9._:-]{1,64})$/;

/** Throws for a secret below 32 characters: too short to keep anybody from guessing it offline from a single pass. */
export function serviceSecret(secret: string): PassSigner {
  return { ...createPasses(deriveMac(secret, 'pass')), ...createDeviceTokens(deriveMac(secret, 'device-token')) };
}

type RefusedPass = Extract<PassCheck, { ok: false }>;
type KnownPass = { readonly product: string; readonly expiresMs: number; readonly valid: PassCheck };

/**
 * `op_<product>.<expiry>.<cohorts, sorted, joined by ~>.<HMAC-SHA-256>`, where a cohort is `<name>_<since>`, and times are
 * whole seconds in base 36. A name alone, as passes had none once, counts as joined when such a pass can last have been signed.
 */
function createPasses(mac: Mac): Pick<PassSigner, 'signPass' | 'checkPass'> {
  // Forged passes are never kept, so nobody can push the real ones out.
  const known = new Map<string, KnownPass>();

  return {
    signPass({ product, cohorts, expiresMs }) {
      const since = new Map(cohorts.map(({ cohort, sinceMs }) => [cohort, sinceMs]));
      if (since.size > maxPassCohorts) throw new RangeError(`A pass carries at most ${maxPassCohorts} cohorts.`);
      const names = [...since.keys()].sort();
      const dated = names.map((name) => `${name}_${encodeSeconds(since.get(name) ?? 0)}`);
      const body = `op_${product}.${encodeSeconds(expiresMs)}.${dated.join('~')}`;
      const pass = `${body}.${mac(body)}`;
      if (!passShape.test(pass) || names.some((name) => !isSlug(name)))
        throw new RangeError('A name in the pass is not a slug.');
      return pass;
    },

    checkPass(pass, product, nowMs) {
      const held = known.get(pass);
      const checked = held ?? readPass(pass, mac);
      if (!('valid' in checked)) return checked;
      if (held === undefined) keep(known, pass, checked);
      if (checked.product !== product) return { ok: false, refusal: 'pass-of-another-product' };
      return nowMs < checked.expiresMs ? checked.valid : { ok: false, refusal: 'expired-pass' };
    },
  };
}

function readPass(pass: string, mac: Mac): KnownPass | RefusedPass {
  const [, product, expiry, names, seal] = (pass.length <= maxTokenChars && passShape.exec(pass)) || [];
  if (product === undefined || expiry === undefined || names === undefined || seal === undefined) {
    return { ok: false, refusal: 'malformed-pass' };
  }
  if (!areEqual(seal, mac(pass.slice(0, pass.length - seal.length - 1)))) return { ok: false, refusal: 'forged-pass' };
  const expiresMs = decodeSeconds(expiry);
  const cohorts = names === '' ? [] : names.split('~').map((name) => readMembership(name, expiresMs));
  return { product, expiresMs, valid: { ok: true, cohorts } };
}

function readMembership(text: string, expiresMs: number): Membership {
  const [cohort = '', since] = text.split('_');
  return { cohort, sinceMs: since === undefined ? deriveSignedByMs(expiresMs) : decodeSeconds(since) };
}

const encodeSeconds = (ms: number): string => Math.floor(ms / 1000).toString(36);
const decodeSeconds = (text: string): number => Number.parseInt(text, 36) * 1000;

/** The oldest goes first: a Map keeps the order in which it was filled. */
function keep(known: Map<string, KnownPass>, pass: string, checked: KnownPass): void {
  if (known.size >= maxKnownPasses) {
    const oldest = known.keys().next();
    if (!oldest.done) known.delete(oldest.value);
  }
  known.set(pass, checked);
}

/** `od_<product>.<HMAC-SHA-256>.<device id>` */
function createDeviceTokens(mac: Mac): Pick<PassSigner, 'signDeviceToken' | 'checkDeviceToken'> {
  const sealOf = (product: string, deviceId: string): string => mac(`${product}.${deviceId}`);
  return {
    signDeviceToken({ product, deviceId }) {
      const token = `od_${product}.${sealOf(product, deviceId)}.${deviceId}`;
      if (!tokenShape.test(token)) throw new RangeError('The product or the device id cannot stand in a token.');
      return token;
    },

    checkDeviceToken(token): DeviceTokenCheck {
      const [, product, seal, deviceId] = (token.length <= maxTokenChars && tokenShape.exec(token)) || [];
      if (product === undefined || seal === undefined || deviceId === undefined)
        return { ok: false, refusal: 'malformed-token' };
      if (!areEqual(seal, sealOf(product, deviceId))) return { ok: false, refusal: 'forged-token' };
      return { ok: true, identity: { product, deviceId } };
    },
  };
}

const isSlug = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(name);
