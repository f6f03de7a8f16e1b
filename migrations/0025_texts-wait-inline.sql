-- A usual text of 4 kB lies in its row: to compress it, or to put it into a table beside, costs more than to write it, and it
-- waits for seconds.
ALTER TABLE "reports_waiting" SET (toast_tuple_target = 8160);
