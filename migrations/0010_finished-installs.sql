-- Attempts that ended before their end was noted: the last step is when they ended, or silence would be read into them.
UPDATE "installs" SET "finished_ms" = "step_ms" WHERE "state" IN ('confirmed', 'failed');
