package nexus.telemetry.capture;

import nexus.telemetry.csv.CsvHeader;

/**
 * How a file is read, as its beginning says.
 *
 * @param kind what it is
 * @param header its columns, of which some may be missing
 * @param headLines lines before the first row
 * @param headBytes bytes before the first row
 * @param firstRow the first row's text, by which its time is looked at; null where there is none
 */
record Shape(Kind kind, CsvHeader header, int headLines, int headBytes, String firstRow) {}
