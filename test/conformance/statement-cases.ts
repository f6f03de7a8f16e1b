// Makes the published vectors of statements: what a device client in any language must accept and refuse, and why.
import { hexOf } from '../../src/domain/bytes.ts';
import { derivePlaces } from '../../src/domain/rollout/permutation.ts';
import { fromHex } from '../../src/domain/trust/hex.ts';
import type { TrustedKey } from '../../src/domain/trust/key.ts';
import { checkPublicKey } from '../../src/domain/trust/precheck.ts';
import { ceilingForm } from '../../src/wire/statement/ceiling.ts';
import { permitForm } from '../../src/wire/statement/permit.ts';
import { releaseForm } from '../../src/wire/statement/release.ts';
import { encodeReleaseDigest } from '../../src/wire/trust/release-digest.ts';
import { encodeTufKey } from '../../src/wire/tuf-key.ts';
import { encodeRole } from '../harness/one-target-role.ts';
import {
  ceiling,
  dayMs,
  device,
  expectValue,
  head,
  nowMs,
  permit,
  release,
  sampleKey,
  seal,
} from '../samples/statements.ts';
import { edgeSignatures } from './edge-signatures.ts';

const [anna, ben, stranger] = [sampleKey(1), sampleKey(2), sampleKey(3)];
const encodeTufKeys = (keys: readonly TrustedKey[]) =>
  Object.fromEntries(keys.map((key) => [key.keyId, encodeTufKey(key)]));
const trust = { keys: encodeTufKeys([anna, ben]), threshold: 1 };
const goodRelease = seal(encodeRole(releaseForm, release, head), anna);
const goodCeiling = seal(encodeRole(ceilingForm, ceiling, head), anna);
const goodPermit = seal(encodeRole(permitForm, permit, head), anna);
const ahead = { ...device, counter: 43, version: '1.5.0', imageSha256: 'e'.repeat(64) };

const base = {
  trust,
  release: goodRelease,
  ceiling: goodCeiling,
  permit: null,
  device,
  cohorts: [],
  bucket: bucketAt(9),
  seenSeq: 0,
  stopSeq: 0,
  nowMs,
};

/** The bucket that has this place under the sample ceiling's salt. */
function bucketAt(place: number): number {
  return derivePlaces(ceiling.salt).indexOf(place);
}

const withRelease = (changes: Partial<typeof release>) =>
  seal(encodeRole(releaseForm, { ...release, ...changes }, head), anna);
const withCeiling = (changes: Partial<typeof ceiling>) =>
  seal(encodeRole(ceilingForm, { ...ceiling, ...changes }, head), anna);

/** The release in these words, and the ceiling that names it so. */
function approved(words: Partial<typeof release>) {
  const releaseSha256 = encodeReleaseDigest({ ...release, ...words });
  return { release: withRelease(words), ceiling: withCeiling({ releaseSha256 }) };
}

/** One device, one answer of a server, one moment: may it install? `verdict` is `install` or the first refusal. */
const decisions = [
  { name: 'all is well', verdict: 'install' },
  {
    name: 'signed by two of two',
    trust: { ...trust, threshold: 2 },
    release: seal(encodeRole(releaseForm, release, head), anna, ben),
    ceiling: seal(encodeRole(ceilingForm, ceiling, head), ben, anna),
    verdict: 'install',
  },
  { name: 'signed by one of two', trust: { ...trust, threshold: 2 }, verdict: 'too-few-signatures' },
  { name: 'threshold above the keys', trust: { ...trust, threshold: 3 }, verdict: 'threshold-not-sane' },
  { name: 'threshold zero', trust: { ...trust, threshold: 0 }, verdict: 'threshold-not-sane' },
  {
    name: 'signed by a stranger',
    release: seal(encodeRole(releaseForm, release, head), stranger),
    verdict: 'too-few-signatures',
  },
  { name: 'no signature', release: seal(encodeRole(releaseForm, release, head)), verdict: 'too-few-signatures' },
  {
    name: 'one byte changed after signing',
    release: goodRelease.replace('"counter":42', '"counter":44'),
    verdict: 'too-few-signatures',
  },
  { name: 'spaces added', release: goodRelease.replace('"counter":42', '"counter": 42'), verdict: 'malformed' },
  {
    name: 'a key twice',
    release: goodRelease.replace('"counter":42', '"counter":42,"counter":42'),
    verdict: 'malformed',
  },
  { name: 'cut short', release: goodRelease.slice(0, -1), verdict: 'malformed' },
  { name: 'a ceiling in place of the release', release: goodCeiling, verdict: 'malformed' },
  { name: 'a release in place of the ceiling', ceiling: goodRelease, verdict: 'malformed' },
  { name: 'another product', device: { ...device, product: 'luna' }, verdict: 'another-product' },
  { name: 'another channel', device: { ...device, channel: 'beta' }, verdict: 'another-channel' },
  { name: 'another model', device: { ...device, model: 'nova-a2' }, verdict: 'model-not-listed' },
  {
    name: 'expired',
    release: seal(encodeRole(releaseForm, release, { version: 1, expiresMs: nowMs }), anna),
    verdict: 'release-expired',
  },
  {
    name: 'one second before expiry',
    release: seal(encodeRole(releaseForm, release, { version: 1, expiresMs: nowMs + 1000 }), anna),
    verdict: 'install',
  },
  { name: 'a lower counter', device: { ...device, counter: 43 }, verdict: 'counter-too-low' },
  { name: 'the same counter', device: { ...device, counter: 42 }, verdict: 'install' },
  { name: 'below the floor', device: { ...device, securityFloor: 43 }, verdict: 'below-security-floor' },
  { name: 'source too old', device: { ...device, version: '1.1.9' }, verdict: 'source-not-accepted' },
  { name: 'source unknown', device: { ...device, version: null }, verdict: 'source-not-accepted' },
  {
    name: 'source unknown, any accepted',
    device: { ...device, version: null },
    ...approved({ accepts: '*' }),
    verdict: 'install',
  },
  { name: 'at the permille', bucket: bucketAt(10), verdict: 'before-stage-opens' },
  { name: 'at the permille, next stage open', bucket: bucketAt(10), nowMs: nowMs + 2 * dayMs, verdict: 'install' },
  { name: 'outside, but a tester', bucket: bucketAt(999), cohorts: ['testers'], verdict: 'install' },
  {
    name: 'never inside',
    bucket: bucketAt(10),
    ceiling: withCeiling({ stages: ceiling.stages.slice(0, 2) }),
    verdict: 'not-in-ceiling',
  },
  { name: 'ceiling over', nowMs: ceiling.notAfterMs + 1, verdict: 'ceiling-expired' },
  {
    name: 'ceiling for another image',
    ceiling: withCeiling({ imageSha256: 'f'.repeat(64) }),
    verdict: 'ceiling-for-another-release',
  },
  {
    name: 'a release with another model list under the ceiling of the first',
    release: withRelease({ models: [...release.models, 'nova-z9'] }),
    device: { ...device, model: 'nova-z9' },
    verdict: 'release-changed',
  },
  {
    name: 'a release with a higher counter under the ceiling of the first',
    release: withRelease({ counter: 44 }),
    device: { ...device, counter: 43 },
    verdict: 'release-changed',
  },
  {
    name: 'a ceiling over other words',
    ceiling: withCeiling({ releaseSha256: 'f'.repeat(64) }),
    verdict: 'release-changed',
  },
  {
    name: 'a delta over the image that it was made from',
    ...approved({ baseHashes: [device.imageSha256 ?? ''] }),
    verdict: 'install',
  },
  { name: 'a delta over another image', ...approved({ baseHashes: ['f'.repeat(64)] }), verdict: 'base-not-listed' },
  { name: 'ceiling older than one seen', seenSeq: 2, verdict: 'ceiling-outdated' },
  { name: 'stopped', stopSeq: 1, verdict: 'stopped' },
  { name: 'stop lifted', stopSeq: 1, ceiling: withCeiling({ seq: 2, clearsStopSeq: 1 }), verdict: 'install' },
  { name: 'back with a permit', device: ahead, ceiling: null, permit: goodPermit, verdict: 'install' },
  { name: 'back without a permit', device: ahead, verdict: 'counter-too-low' },
  {
    name: 'back from an image the permit does not name',
    device: { ...ahead, imageSha256: 'f'.repeat(64) },
    ceiling: null,
    permit: goodPermit,
    verdict: 'permit-for-another-source',
  },
  {
    name: 'back to a release in other words than the permit names',
    device: { ...ahead, securityFloor: 43 },
    release: withRelease({ counter: 43 }),
    ceiling: null,
    permit: goodPermit,
    verdict: 'release-changed',
  },
  {
    name: 'back by a permit that is over',
    device: ahead,
    ceiling: null,
    permit: goodPermit,
    nowMs: permit.notAfterMs + 1,
    verdict: 'permit-expired',
  },
  {
    name: 'back by a permit of a stranger',
    device: ahead,
    ceiling: null,
    permit: seal(encodeRole(permitForm, permit, head), stranger),
    verdict: 'too-few-signatures',
  },
  {
    name: 'back below the floor',
    device: { ...ahead, securityFloor: 43 },
    ceiling: null,
    permit: goodPermit,
    verdict: 'below-security-floor',
  },
] as const;

const keyVectors = [
  hexOf(anna.publicKey),
  ...['0000', '0080', '0100', '0180'].map((ends) => ends.slice(0, 2) + '00'.repeat(30) + ends.slice(2)),
  ...['ec7f', 'ecff', 'ed7f', 'edff', 'ee7f', 'eeff', 'ffff'].map(
    (ends) => ends.slice(0, 2) + 'ff'.repeat(30) + ends.slice(2),
  ),
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
].map((publicHex) => ({ public: publicHex, refusal: checkPublicKey(fromHex(publicHex) ?? new Uint8Array()) }));

/** Text as a JSON string; `canonical` says whether the bytes are their own canonical spelling. */
const canonicalVectors = [
  ['{"a":[1,-2,null,true],"b":"x y~"}', true],
  ['{}', true],
  ['{"b":1,"a":1}', false],
  ['{"a":1,"a":1}', false],
  ['{"a": 1}', false],
  ['{"a":1}\n', false],
  ['{"a":1.0}', false],
  ['{"a":0.5}', false],
  ['{"a":1e3}', false],
  ['{"a":-0}', false],
  ['{"a":9007199254740991}', true],
  ['{"a":9007199254740992}', false],
  ['{"a":"\\u0041"}', false],
  ['{"a":"\\n"}', false],
  ['{"a":"\\""}', false],
  ['{"a":"\u00e9"}', false],
].map(([text, canonical]) => ({ text, canonical }));

export const statementVectors = {
  about:
    'Vectors for device clients of Orange Friday. Read with any JSON parser; envelopes stand as text because their bytes matter. ' +
    'decisions: check the signatures of each envelope over the canonical bytes of its signed part against trust, then the rules; verdict is install or the first refusal. ' +
    'place = permutation(ceiling salt)[bucket]. releaseSha256 of a ceiling, and of the goal of a permit, is the SHA-256 of the canonical bytes of the target, {custom, hashes, length}. keys: refusal is null for a key that may be trusted. signatures: all hex.',
  keyids: Object.entries(encodeTufKeys([anna, ben, stranger])).map(([keyid, key]) => ({ keyid, key })),
  keys: keyVectors,
  signatures: edgeSignatures,
  canonical: canonicalVectors,
  decisions: decisions.map((decision) => ({ ...base, ...decision })),
  payload: new TextDecoder().decode(expectValue(encodeRole(releaseForm, release, head))),
};
