package nexus.functions.api.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** How an export is written. */
public enum SampleFormat {
  /** The long CSV format of DCGM exporters, with its header. */
  CSV("text/csv"),
  /** A JSON object a line. */
  NDJSON("application/x-ndjson");

  private final String mediaType;

  SampleFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Its media type. */
  public String mediaType() {
    return mediaType;
  }

  /** The word that a request names it by, and a file's name ends with. */
  public String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  SampleWriter open(OutputStream to) throws IOException {
    return this == CSV ? new CsvSamples(to) : new NdjsonSamples(to);
  }
}
