// What a command works with: settings, the service, a printer, questions.
import { type ApiClient, openApiClient } from './api/api-client.ts';
import { loadSettings, type SettingFlags, type Settings } from './settings/settings.ts';
import type { Surroundings } from './surroundings.ts';
import { type Ask, openAsk } from './terminal/ask.ts';
import { openPrinter, type Printer } from './terminal/printer.ts';

export type Session = {
  readonly surroundings: Surroundings;
  readonly settings: Settings;
  readonly printer: Printer;
  readonly ask: Ask;
  /** The service with the token at hand. Throws a CliError where the address or the token is missing. */
  api(): ApiClient;
  /** The service's clock as of its last answer, which times are told by; this machine's before there was one. What is signed goes by this machine's. */
  nowMs(): number;
};

export type SessionFlags = SettingFlags & { readonly json?: boolean };

export async function openSession(surroundings: Surroundings, flags: SessionFlags): Promise<Session> {
  const settings = await loadSettings(surroundings, flags);
  let api: ApiClient | null = null;
  return {
    surroundings,
    settings,
    printer: openPrinter(surroundings, flags.json === true),
    ask: openAsk(surroundings),
    api() {
      api ??= openApiClient({ base: settings.url(), token: settings.token(), interrupt: surroundings.interrupt });
      return api;
    },
    nowMs: () => api?.serviceMs() ?? surroundings.nowMs(),
  };
}
