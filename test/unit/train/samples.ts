// A timetable from its text, for tests that are not about reading it.
import { assert } from 'vitest';
import { parseTimetable, type Timetable } from '../../../src/domain/train/timetable.ts';

export function timetableOf(text: string): Timetable {
  const parsed = parseTimetable(text);
  assert(parsed.ok, `"${text}" is a timetable`);
  return parsed.value;
}
