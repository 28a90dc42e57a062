package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import nexus.telemetry.capture.Capture;
import nexus.telemetry.csv.CsvHeader;
import nexus.telemetry.csv.CsvPieces;
import nexus.telemetry.csv.lines.RowsOfRange;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.ledger.UploadPlan.LaterHeader;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.unpack.Unpacked;

/** Finds the header that the first row of a part stands below. */
final class PartHeaders {

  private final Uploads uploads;
  private final ObjectStore objects;
  private final int sectionBytes;

  PartHeaders(Uploads uploads, ObjectStore objects, int sectionBytes) {
    this.uploads = uploads;
    this.objects = objects;
    this.sectionBytes = sectionBytes;
  }

  /**
   * A header.
   *
   * @param header the last one above that can be read
   * @param lost why no row can be read up to the next header: one that cannot be stands between;
   *     empty where they can
   */
  record PartHeader(CsvHeader header, Optional<String> lost) {}

  /**
   * The header above a part of an object.
   *
   * @throws InvalidInputException with field {@code csv} when none can be read
   */
  PartHeader above(ObjectChunk chunk) throws IOException {
    try {
      return new PartHeader(read(chunk, text(chunk)), Optional.empty());
    } catch (InvalidInputException e) {
      String lost = "the header above this part cannot be read: " + e.getMessage();
      return new PartHeader(readable(chunk), Optional.of(lost));
    }
  }

  private String text(ObjectChunk chunk) throws IOException {
    if (chunk.header().isPresent()) {
      return chunk.header().get();
    }
    List<LaterHeader> later = chunk.isPlanned() || chunk.offset() == 0 ? List.of() : later(chunk);
    return later.isEmpty() ? first(chunk) : later.get(later.size() - 1).text();
  }

  private String first(ObjectChunk chunk) throws IOException {
    return ObjectHead.read(objects, chunk.object()).firstLine();
  }

  private static CsvHeader read(ObjectChunk chunk, String text) {
    return Capture.header(text, chunk.object().defaults().given());
  }

  private CsvHeader readable(ObjectChunk chunk) throws IOException {
    List<LaterHeader> later = later(chunk);
    for (int i = later.size() - 1; i >= 0; i--) {
      try {
        return read(chunk, later.get(i).text());
      } catch (InvalidInputException unreadable) {
        // One above it may be readable.
      }
    }
    return read(chunk, first(chunk));
  }

  /** Headers between the first and the part, of the plan where there is one. */
  private List<LaterHeader> later(ObjectChunk chunk) throws IOException {
    Optional<UploadPlan> plan = uploads.plan(chunk.cluster(), chunk.upload());
    List<LaterHeader> all =
        plan.isPresent()
            ? Optional.ofNullable(plan.get().headers()).orElse(List.of())
            : search(chunk);
    return all.stream().filter(header -> header.offset() <= chunk.offset()).toList();
  }

  /** Nobody has read what stands above a chunk without a plan. */
  private List<LaterHeader> search(ObjectChunk chunk) throws IOException {
    long to = Math.min(chunk.object().bytes(), chunk.offset() + RowsOfRange.LONGEST_ROW);
    UploadDefaults defaults = chunk.object().defaults();
    try (InputStream in = objects.read(chunk.object().version(), 0, to)) {
      Capture file = Capture.of(in, Unpacked.encoding(in), defaults.given(), defaults.zone());
      CsvPieces above = file.pieces(SectionCutter.pieceBytes(sectionBytes), 0);
      return LaterHeaders.of(above);
    }
  }
}
