// Symbols and regrouping for verbs that are about something else: nobody published any, and nothing is grouped again.
import type { Attachments } from '../../src/app/ports/attachments.ts';
import type { Regroupings } from '../../src/app/ports/regroupings.ts';
import type { SymbolStore } from '../../src/app/ports/symbols.ts';
import { textCodec } from '../../src/wire/text-codec.ts';

const symbols: SymbolStore = {
  recordSymbols: async () => null,
  recordUploaded: async () => false,
  loadSymbolsById: async () => null,
  loadSymbols: async () => ({ items: [], next: null }),
  findSymbols: async () => [],
};

const regroupings: Regroupings = {
  loadWaitingReports: async () => [],
  loadWanting: async () => [],
  recordSymbolsApplied: async () => {},
  loadOldKey: async () => null,
  loadReportsOfKey: async () => [],
  recordWalked: async () => {},
  recordRekeyed: async () => {},
  recordRecounted: async () => false,
};

const attachments: Attachments = {
  loadAttachmentsOf: async () => [],
  recordAttachment: async (attachment) => attachment,
  recordUploaded: async () => false,
  loadAttachments: async () => [],
};

export const withoutSymbols = { symbols, regroupings, attachments, codec: textCodec };
