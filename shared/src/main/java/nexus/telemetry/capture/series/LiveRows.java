package nexus.telemetry.capture.series;

import java.util.LinkedHashMap;
import java.util.Map;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvPiece;
import nexus.telemetry.csv.Ignored;

/**
 * Rows of one request of a live sender, all of them in memory.
 *
 * @param header how they are read
 * @param pieces the rows of each cluster
 * @param ignored what was ignored that is no row
 */
public record LiveRows(CsvHeader header, Map<String, CsvPiece> pieces, Ignored ignored) {

  /** Keeps the order of the clusters. */
  public LiveRows {
    pieces = new LinkedHashMap<>(pieces);
  }
}
