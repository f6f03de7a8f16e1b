-- As where they wait to be counted: to compress a usual text, or to put it into a table beside, costs more than to write it.
ALTER TABLE "report_texts" SET (toast_tuple_target = 8160);
