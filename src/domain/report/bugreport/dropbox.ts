// Cuts the crashes out of what Android's drop box prints, or out of one of its files.
import { type InnerCrash, momentIn } from './inner-crash.ts';

/** `2026-11-20 10:11:12 data_app_crash (text, 4101 bytes)`, as `dumpsys dropbox -p` heads an entry. */
const entryHead =
  /^(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? (\w{1,60}) \((?:compressed )?(?:text|data), \d{1,12} bytes\)/;
const crashTag = /(?:_crash|_anr|_native_crash|TOMBSTONE|_watchdog|LAST_KMSG|kernel_panic|APANIC_CONSOLE)/;
const rule = /^={20,}$/;
const maxEntries = 200;
const maxEntryChars = 192 * 1024;

/** In the order of the box. What was only noted (`wtf`, `strictmode`, `lowmem`) is no crash. */
export function listBoxCrashes(text: string): InnerCrash[] {
  const found: InnerCrash[] = [];
  let open: { lines: string[]; when: string; chars: number } | null = null;
  const close = (): void => {
    if (open !== null && open.lines.length > 0) found.push({ text: open.lines.join('\n'), when: open.when });
    open = null;
  };
  for (const line of text.split('\n')) {
    if (found.length >= maxEntries) break;
    const tag = entryHead.exec(line)?.[1];
    if (rule.test(line)) close();
    else if (tag !== undefined) {
      close();
      if (crashTag.test(tag)) open = { lines: [], when: momentIn(line, 40), chars: 0 };
    } else if (open !== null) take(open, line);
  }
  close();
  return found;
}

function take(open: { lines: string[]; chars: number }, line: string): void {
  if (open.chars > maxEntryChars) return;
  open.lines.push(line);
  open.chars += line.length;
}
