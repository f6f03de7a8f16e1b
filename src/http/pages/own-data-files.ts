// Lays out what is stored of a tester as files that people open and programs read.
import type { OwnDatum } from '../../app/give-own-data.ts';
import { maxZipBytes, maxZipFiles, type ZipFile } from '../../wire/pages/zip.ts';
import { encodeAttempt, encodeDevice } from '../../wire/release/device.ts';
import { encodeAttachment, encodeReport } from '../../wire/release/report.ts';

const encoder = new TextEncoder();
const textFile = (name: string, text: string): ZipFile => ({ name, bytes: encoder.encode(text) });
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** One step of a path, on any system: nothing that climbs, and no sign that a file may not have there. */
const step = (name: string): string =>
  encodeURIComponent(name)
    .replaceAll('*', '%2A')
    .replace(/^\.+/, (dots) => '%2E'.repeat(dots.length));

const about = [
  'What is stored of you. Personal data was taken out of texts, logs and pictures before they were kept.',
  '',
  'device.json        your device, with its cohorts and its last installs',
  'life-N.json        what it installed, said and reported, the newest first',
  'reports/…          each report: report.json, text.txt, and its files',
  '',
  'report.json says under `letters` whether you are written to (none, asked, agreed). The address itself is sealed.',
  '',
].join('\n');

const missing = (why: string): ZipFile => textFile('what-is-missing.txt', `${why}\n`);

/** `origin`: where files are downloaded that are too large to be put in. */
export async function* listOwnFiles(data: AsyncIterable<OwnDatum>, origin: string): AsyncGenerator<ZipFile> {
  let pages = 0;
  let files = 1;
  let bytes = 0;
  const elsewhere: string[] = [];
  yield textFile('read-me.txt', about);
  for await (const datum of data) {
    if (datum.kind === 'life') pages += 1;
    for (const file of filesOf(datum, pages, elsewhere, origin)) {
      files += 1;
      // Names, and what the format adds to each file.
      bytes += file.bytes.length + 1_000;
      if (files < maxZipFiles && bytes < maxZipBytes) yield file;
      else return yield missing('There is more than one archive holds. Ask whoever makes your device for the rest.');
    }
  }
  if (elsewhere.length > 0) yield missing(`Too large for this archive:\n${elsewhere.join('\n')}`);
}

function filesOf(datum: OwnDatum, pages: number, elsewhere: string[], origin: string): readonly ZipFile[] {
  if (datum.kind === 'device') {
    const { device, cohorts, attempts } = datum.device;
    return [textFile('device.json', json({ ...encodeDevice(device), cohorts, attempts: attempts.map(encodeAttempt) }))];
  }
  if (datum.kind === 'life') return [textFile(`life-${pages}.json`, json(datum.moments))];
  const folder = `reports/${step(datum.report.product)}/${step(datum.report.id)}`;
  if (datum.kind === 'file') {
    const { file, bytes, report } = datum;
    if (bytes !== null) return [{ name: `${folder}/files/${step(file.name)}`, bytes }];
    const ref = [report.product, report.id].map(encodeURIComponent).join('/');
    elsewhere.push(`${origin}/my-reports/${ref}/files/${encodeURIComponent(file.name)}`);
    return [];
  }
  const { report, text, attachments, mail, retests, credit } = datum;
  const said = { letters: mail, credit, retests, files: attachments.map(encodeAttachment), isTextThere: text !== null };
  const facts = textFile(`${folder}/report.json`, json({ ...encodeReport(report), ...said }));
  if (text === null) return [facts];
  const name = `${folder}/text.txt`;
  return [facts, typeof text === 'string' ? textFile(name, text) : { name, bytes: text }];
}
