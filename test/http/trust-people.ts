// What the HTTP tests of the TUF repository share: people who send what they signed, and a ceremony.
import { expect } from 'vitest';
import { hexOf } from '../../src/domain/bytes.ts';
import { deriveDigest } from '../../src/domain/trust/repository/signed-file.ts';
import { encodeRepositoryFile } from '../../src/wire/trust/repository-file.ts';
import type { TestApp } from '../harness/app.ts';
import { knowSamples } from '../harness/sample-records.ts';
import type { SampleKey } from '../samples/statements.ts';
import { delegationsOf, fileOf, first, people, rootOf, type Signed, signatureOf, signed } from '../samples/trust.ts';

export const textOf = ({ payloadBytes, signatures }: Signed): string =>
  new TextDecoder().decode(encodeRepositoryFile(payloadBytes, signatures));

/** As the CLI sends it: the envelope as a JSON value. */
export const sendFile = (test: TestApp, role: string, file: Signed, as = 'engineer'): Promise<Response> =>
  test.send('POST', '/v1/trust/files', { as, json: { role, file: JSON.parse(textOf(file)) as unknown } });

export const proposalPath = (role: string, file: Signed): string =>
  `/v1/trust/proposals/${role}/${deriveDigest(file.payloadBytes)}`;

export function sendSignature(test: TestApp, role: string, by: { key: SampleKey; file: Signed; as?: string }) {
  const { keyId, signature } = signatureOf(by.key, by.file);
  const json = { keyid: keyId, sig: hexOf(signature) };
  return test.send('POST', `${proposalPath(role, by.file)}/signatures`, { as: by.as ?? 'engineer', json });
}

/** Root, delegations and an empty file of every role of nova; the test's clock must show the samples' time. */
export async function begin(test: TestApp, { fw = 1 } = {}): Promise<void> {
  knowSamples(test);
  const files: [string, Signed][] = [
    ['root', signed(rootOf(1), first(people.root))],
    ['targets', signed(delegationsOf(1, { fw }), first(people.targets))],
    ['stop-nova', signed(fileOf(1), ...people.stop)],
    ['fw-nova', signed(fileOf(1), ...people.fw)],
    ['fw-nova-archive', signed(fileOf(1), ...people.fw)],
    ['rollout-nova', signed(fileOf(1), ...people.rollout)],
  ];
  for (const [role, file] of files) {
    const response = await sendFile(test, role, file, 'operator');
    expect([role, response.status]).toEqual([role, 201]);
  }
}
