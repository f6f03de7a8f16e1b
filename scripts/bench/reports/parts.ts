// What a report costs the service in its own process, part by part, so that the reader of the ratio sees where the rest goes.
import { systemDigest } from '../../../src/adapters/system/digest.ts';
import { deriveKeys } from '../../../src/domain/issue/keys.ts';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { reportBody } from '../../../src/wire/device/report.ts';
import { parseStrictJson } from '../../../src/wire/strict-json.ts';
import { type Figure, told } from '../figure.ts';
import { openCrashes } from './crashes.ts';

const count = 4_000;

/** CPU time of this process, which is what the parts take of the one thread of Node. All but the first pass counts. */
export function measureParts(): Figure[] {
  const next = openCrashes();
  const sent = Array.from({ length: count }, () => Buffer.from(next().json));
  const read = sent.map((bytes) => reportBody.parse(readJson(bytes)));
  const cleaned = read.map(({ text }) => cleanText(text).text);
  const part = (name: string, work: (at: number) => unknown): Figure => {
    for (let at = 0; at < count; at += 1) work(at);
    const before = process.cpuUsage();
    for (let at = 0; at < count; at += 1) work(at);
    const used = process.cpuUsage(before);
    return told(`a report of 4 kB: ${name}`, 'us of CPU', (used.user + used.system) / count);
  };
  return [
    part('read as JSON, strictly', (at) => readJson(sent[at] ?? Buffer.of())),
    part('checked', (at) => reportBody.safeParse(read[at])),
    part('cleaned of personal data', (at) => cleanText(read[at]?.text ?? '')),
    part('fingerprinted', (at) => deriveKeys({ kind: 'crash', title: '', text: cleaned[at] ?? '' })),
    part('digested', (at) => systemDigest(cleaned[at] ?? '')),
  ];
}

function readJson(bytes: Uint8Array): unknown {
  const parsed = parseStrictJson(bytes);
  return parsed.ok ? parsed.value : null;
}
