// Files of symbols and the traces that they give names to, one a kind.
import type { SymbolFile } from '../../src/domain/report/symbols/symbol-set.ts';
import { elfFile } from './elf.ts';

export const buildId = '353ef9d6bc4615b680abbf9edf1a4f0e3731a9bf';
export const firmwareSha256 = `7ca5d2e0b1${'3f'.repeat(27)}`;

export const symbolText = (name: string, text: string): SymbolFile => ({ name, bytes: null, text, sha256: '' });
export const symbolBytes = (name: string, bytes: Uint8Array, sha256 = ''): SymbolFile => ({
  name,
  bytes,
  text: '',
  sha256,
});

/** `classes` more stand around it, so that it has several pages. */
export const mappingText = (classes = 0, id = ''): string => {
  const others = Array.from(
    { length: classes },
    (_, at) => `com.nova.other.Class${at} -> o.c${at}:\n    1:9:void work(int):10:18 -> a\n    void rest() -> b\n`,
  );
  const half = classes >> 1;
  return `# compiler: R8
${id === '' ? '' : `# pg_map_id: ${id}\n`}${others.slice(0, half).join('')}com.nova.shop.Cart -> a.a:
# {"id":"sourceFile","fileName":"Cart.kt"}
    1:1:int price(int):30:30 -> a
    1:1:int total():12 -> a
    2:5:int total():14:17 -> a
    void open() -> b
com.nova.shop.NoStockException -> a.b:
${others.slice(half).join('')}`;
};

export const shrunkTrace = `FATAL EXCEPTION: main
Process: com.nova.shop, PID: 7
a.b: none left
	at a.a.a(SourceFile:4)
	at com.nova.shop.Main.run(SourceFile:9)`;

const functions = (count: number) => [
  { start: 0x1000, size: 0x20, name: '_ZN4nova4Ring4pushEPi' },
  { start: 0x1020, size: 0x40, name: 'nova_feed' },
  { start: 0x2000, size: 0, name: 'nova_main' },
  ...Array.from({ length: count }, (_, at) => ({ start: 0x4000 + 64 * at, size: 48, name: `nova_filler_${at}` })),
];

export const library = (count = 0): SymbolFile =>
  symbolBytes('libring.so', elfFile({ functions: functions(count), buildId }));

export const firmware = (): SymbolFile =>
  symbolBytes(
    'nova.elf',
    elfFile({
      functions: [
        { start: 0x400d_1000, size: 0x80, name: 'sensor_read' },
        { start: 0x400d_2000, size: 0x80, name: 'app_main' },
      ],
      isFixed: true,
      isWide: false,
      machine: 94,
    }),
    firmwareSha256,
  );

export const namelessTombstone = (id = ` (BuildId: ${buildId})`): string => `*** *** *** *** *** *** *** ***
pid: 1, tid: 2, name: x  >>> novad <<<
signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x8
backtrace:
      #00 pc 0000000000001004  /vendor/lib64/libring.so${id}
      #01 pc 0000000000001044  /vendor/lib64/libring.so${id}
      #02 pc 0000000000002100  /vendor/lib64/libring.so${id}`;

export const chipDump = `Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.
PC      : 0x400d1010  PS      : 0x00060430
Backtrace: 0x400d1010:0x3ffb1f40 0x400d2013:0x3ffb1f60
ELF file SHA256: ${firmwareSha256.slice(0, 16)}`;

/** Of a bundle that esbuild made of four functions of ours; the stack below is what V8 printed of it. */
export const bundleMap = {
  version: 3,
  sources: ['../app.js'],
  mappings:
    'MAAA,IAAMA,EAAN,KAAW,CAAE,YAAYC,EAAM,CAAE,KAAK,MAAMA,CAAO,CAAE,OAAO,CAAE,OAAO,KAAK,MAAM,OAAOC,EAAW,CAAC,CAAG,CAAE,EACxG,SAASA,EAAUC,EAAKC,EAAK,CAAE,OAAOD,EAAMC,EAAK,MAAM,IAAM,CAC7D,SAASC,EAASC,EAAK,CAAE,OAAOA,EAAK,MAAM,CAAG,CACvC,SAASC,GAAM,CAAEF,EAAS,IAAIL,EAAK,CAAC,CAAC,CAAC,CAAC,CAAC,CAAG,CAClD,GAAG,CAAEO,EAAK,CAAG,OAAOC,EAAE,CAAE,QAAQ,IAAI,KAAK,UAAU,CAAC,KAAKA,EAAE,KAAK,QAAQA,EAAE,QAAQ,MAAMA,EAAE,KAAK,CAAC,CAAC,CAAG',
  names: ['Cart', 'items', 'sumPrices', 'sum', 'item', 'checkout', 'cart', 'main', 'e'],
};

export const minifiedStack = `TypeError: Cannot read properties of undefined (reading 'euro')
    at c (https://nova.example/js/app.min.js?v=3:1:120)
    at Array.reduce (<anonymous>)
    at s.total (https://nova.example/js/app.min.js?v=3:1:73)
    at n (https://nova.example/js/app.min.js?v=3:1:148)
    at r (https://nova.example/js/app.min.js?v=3:1:169)
    at https://nova.example/js/app.min.js?v=3:1:188`;

export const breakpadText = `MODULE Linux arm64 D6F93E351546BCB680ABBF9EDF1A4F0E0 libring.so
INFO CODE_ID ${buildId.toUpperCase()}
FUNC 1000 20 0 nova::Ring::push(int*)
1000 20 14 1
FUNC 1020 40 0 nova_feed
PUBLIC 2000 0 nova_main
`;
