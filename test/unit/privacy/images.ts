// Makes small files of every kind of image that is stripped, with metadata wherever the format has a place for it.
import { deflateSync } from 'node:zlib';

export const marker = 'GPS 52.520008 13.404954 of Bob';

const bytesOf = (...parts: (Uint8Array | string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)]));

const segment = (code: number, ...body: (Uint8Array | string | number[])[]) => {
  const content = bytesOf(...body);
  return bytesOf([0xff, code, (content.length + 2) >> 8, (content.length + 2) & 255], content);
};

/** The marker segments of a baseline picture, with a scan that holds stuffed bytes and a restart. */
export function jpeg(withMetadata: boolean): Uint8Array {
  const metadata = [
    segment(0xe1, 'Exif\0\0', marker),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', marker),
    segment(0xed, 'Photoshop 3.0\0', marker),
    segment(0xe2, 'MPF\0', marker),
    segment(0xe2, 'ICC_PROFILE\0', [1, 1], marker),
    segment(0xee, 'Adobe', [0, 100, 0, 0, 0, 0, 1], marker),
    segment(0xf3, marker),
    segment(0xfe, marker),
  ];
  return bytesOf(
    [0xff, 0xd8],
    segment(0xe0, 'JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...(withMetadata ? metadata : []),
    segment(0xee, 'Adobe', [0, 100, 0, 0, 0, 0, 1]),
    segment(0xdb, [0], new Uint8Array(64).fill(1)),
    segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9],
    ...(withMetadata ? [`behind the end: ${marker}`] : []),
  );
}

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});
const crc = (bytes: Uint8Array): number => {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
};
const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const chunk = (name: string, body: Uint8Array | string) => {
  const content = bytesOf(name, body);
  return bytesOf(big(content.length - 4), content, big(crc(content)));
};

export function png(withMetadata: boolean): Uint8Array {
  const metadata = [
    chunk('tEXt', `Comment\0${marker}`),
    chunk('zTXt', bytesOf('Comment\0\0', deflateSync(Buffer.from(marker)))),
    chunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${marker}`),
    chunk('eXIf', marker),
    chunk('iCCP', bytesOf(`${marker}\0\0`, deflateSync(Buffer.from(marker)))),
    chunk('tIME', bytesOf([7, 234, 11, 20, 10, 0, 0])),
    chunk('prVt', marker),
    chunk('pHYs', marker),
  ];
  return bytesOf(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', bytesOf(big(1), big(1), [8, 2, 0, 0, 0])),
    ...(withMetadata ? metadata : []),
    chunk('IDAT', deflateSync(Buffer.from([0, 255, 120, 0]))),
    chunk('IEND', ''),
    ...(withMetadata ? [marker] : []),
  );
}

const little = (value: number) => big(value).reverse();
const riff = (name: string, body: Uint8Array | string) => {
  const content = bytesOf(body);
  return bytesOf(name, little(content.length), content, content.length % 2 === 1 ? [0] : []);
};

export function webp(withMetadata: boolean): Uint8Array {
  const body = bytesOf(
    'WEBP',
    riff('VP8X', bytesOf([withMetadata ? 0x3c : 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    ...(withMetadata ? [riff('ICCP', marker)] : []),
    riff('VP8L', 'the picture'),
    riff(
      'ANMF',
      bytesOf(new Uint8Array(16).fill(1), riff('VP8L', 'a frame'), withMetadata ? riff('EXIF', marker) : []),
    ),
    ...(withMetadata ? [riff('EXIF', marker), riff('XMP ', marker)] : []),
  );
  return bytesOf('RIFF', little(body.length), body, withMetadata ? marker : '');
}

export function gif(withMetadata: boolean): Uint8Array {
  const blocks = (text: string) => bytesOf([text.length], text, [0]);
  return bytesOf(
    'GIF89a',
    [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
    bytesOf([0x21, 0xff], blocks('NETSCAPE2.0').subarray(0, 12), [3, 1, 0, 0, 0]),
    ...(withMetadata
      ? [
          bytesOf([0x21, 0xfe], blocks(marker)),
          bytesOf([0x21, 0xff], blocks('XMP DataXMP').subarray(0, 12), blocks(marker)),
          bytesOf([0x21, 0xff], blocks('NETSCAPE2.0').subarray(0, 12), blocks(marker)),
        ]
      : []),
    [0x21, 0xf9, 4, 0, 0, 0, 0, 0],
    [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b],
    withMetadata ? marker : '',
  );
}
