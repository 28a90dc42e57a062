package nexus.telemetry.capture.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import nexus.telemetry.unpack.Foreign;

/**
 * What a file was taken for.
 *
 * @param kind a word that programs can test, such as {@code csv_long}
 * @param looksLike the same in words
 * @param separator stands between the fields of a row; null where rows have none
 * @param encoding how characters are written; null where that is not known
 * @param skipped the first of the lines above its rows that were passed over, but blank ones
 * @param columns what its columns were taken for; empty where it has none
 * @param missing what every row needs, and neither the file nor its sender says
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaptureReport(
    String kind,
    String looksLike,
    String separator,
    String encoding,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Skipped> skipped,
    List<Column> columns,
    List<Missing> missing) {

  /** Most lines that are told of. */
  private static final int MOST_SKIPPED = 20;

  private static final int LONGEST = 100;

  public CaptureReport {
    skipped = skipped.stream().limit(MOST_SKIPPED).toList();
    columns = List.copyOf(columns);
    missing = List.copyOf(missing);
  }

  /**
   * A column.
   *
   * @param name its name in the file
   * @param takenFor what it is: a column's usual name, or a metric
   * @param as what that is good for: {@code time}, {@code gpu}, {@code host}, {@code metric},
   *     {@code value}, {@code unit}, {@code label}, {@code fact}, {@code ignored} or {@code
   *     unknown}
   * @param unit in which its values are kept; null where none is known
   * @param factor by which its numbers are multiplied for that; null where they are not
   * @param nearest the known name that is most like it, of an unknown one; null where there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Column(
      String name, String takenFor, String as, String unit, Double factor, String nearest) {

    /** Of which no unit is told. */
    public Column(String name, String takenFor, String as, String nearest) {
      this(name, takenFor, as, null, null, nearest);
    }
  }

  /**
   * A line above the rows that was passed over.
   *
   * @param line its number, from 1 on
   * @param text its beginning
   */
  public record Skipped(int line, String text) {

    /** Cuts a long text short. */
    public Skipped {
      text = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
  }

  /**
   * Something that is missing.
   *
   * @param what its name
   * @param parameter the parameter that gives it
   * @param mend how it is given, by example
   */
  public record Missing(String what, String parameter, String mend) {}

  /** Of a file that is no capture, and known for what it is. */
  public static CaptureReport of(Foreign file) {
    return new CaptureReport(
        Kind.NO_CAPTURE.word(), file.words(), null, null, List.of(), List.of(), List.of());
  }

  /** The same with what is missing. */
  public CaptureReport with(List<Missing> lacking) {
    return new CaptureReport(kind, looksLike, separator, encoding, skipped, columns, lacking);
  }

  /** The same with the lines that were passed over. */
  public CaptureReport skipping(List<Skipped> lines) {
    return new CaptureReport(kind, looksLike, separator, encoding, lines, columns, missing);
  }

  /** The same with the encoding that the file had; of what is no capture that is not known. */
  public CaptureReport encoded(String name) {
    String had = encoding == null ? null : name;
    return new CaptureReport(kind, looksLike, separator, had, skipped, columns, missing);
  }
}
