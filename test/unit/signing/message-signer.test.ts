// Signatures of webhooks, verified by an implementation that is not ours, and secrets that the database cannot read.
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { messageSigner } from '../../../src/adapters/signing/message-signer.ts';

const signer = messageSigner('ab'.repeat(32));
const body = '{"type":"test","é":"ß"}';

function headersOf(sealed: readonly string[], timestampS = Math.floor(Date.now() / 1000)) {
  const signature = signer.signMessage({ id: 'evt_1', timestampS, body }, sealed) ?? expect.fail('not signed');
  return { 'webhook-id': 'evt_1', 'webhook-timestamp': String(timestampS), 'webhook-signature': signature };
}

describe('a signature', () => {
  it('is what Standard Webhooks verifies, and nobody else with another secret, body or time', () => {
    const own = signer.createSecret();
    const headers = headersOf([own.sealed]);
    expect(new Webhook(own.secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(signer.createSecret().secret).verify(body, headers)).toThrow();
    expect(() => new Webhook(own.secret).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(own.secret).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
    expect(() => new Webhook(own.secret).verify(body, headersOf([own.sealed], 1_000))).toThrow();
  });

  it('is made with two secrets at once, so that a receiver may know either', () => {
    const [one, other] = [signer.createSecret(), signer.createSecret()];
    const headers = headersOf([one.sealed, other.sealed]);
    for (const { secret } of [one, other]) new Webhook(secret).verify(body, headers);
  });

  it('is none without a secret, or with one among them that cannot be read', () => {
    const { sealed } = signer.createSecret();
    const message = { id: 'evt_1', timestampS: 1, body };
    expect(signer.signMessage(message, [])).toBeNull();
    expect(signer.signMessage(message, [sealed, `${sealed}x`.replace('s1.', 's1.AAAA')])).toBeNull();
  });

  it('agrees with the example of the specification', () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md and its test vectors.
    const known = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const expected = known.sign('msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1_614_265_330_000), '{"test": 2432232314}');
    const sealed = signer.sealToken('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampS: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(signer.signMessage(message, [sealed])).toBe(expected);
    expect(expected).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('a sealed secret', () => {
  it('does not show in what is kept, opens with the same service, and with no other', () => {
    const { secret, sealed } = signer.createSecret();
    expect(sealed).not.toContain(secret.slice(6, 20));
    expect(signer.openToken(sealed)).toBe(secret);
    expect(messageSigner('cd'.repeat(32)).openToken(sealed)).toBeNull();
    expect(messageSigner('cd'.repeat(32)).signMessage({ id: 'a', timestampS: 1, body }, [sealed])).toBeNull();
  });

  it('is never twice the same, and nothing when it was altered', () => {
    expect(signer.sealToken('t')).not.toBe(signer.sealToken('t'));
    const sealed = signer.sealToken('token');
    for (const broken of [
      '',
      's1.',
      'x',
      sealed.slice(0, -2),
      `s2${sealed.slice(2)}`,
      `${sealed.slice(0, 9)}A${sealed.slice(10)}`,
    ])
      if (broken !== sealed) expect(signer.openToken(broken)).toBeNull();
  });

  it('signs nothing without a secret', () => {
    expect(signer.signMessage({ id: 'a', timestampS: 1, body }, [])).toBeNull();
    expect(() => messageSigner('short')).toThrow(RangeError);
  });
});
