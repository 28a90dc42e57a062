package nexus.telemetry.csv.numbers;

/** What may mark the decimals of a file's numbers. */
public enum Decimals {
  /** A point: a program wrote them, or a comma stands between fields. */
  POINT,
  /** A comma, as spreadsheets write with semicolons between fields; also a point. */
  COMMA,
  /** Either: what the file holds says it. */
  EITHER
}
