package nexus.telemetry.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import nexus.telemetry.capture.Capture;
import nexus.telemetry.csv.Given;
import nexus.telemetry.csv.lines.RowsOfRange;
import nexus.telemetry.ingest.objects.ObjectStore;
import nexus.telemetry.ingest.objects.StoredObject;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.unpack.Unpacked;

/** The first bytes of an object: as many as a first line may have, and one more. */
final class ObjectHead {

  private final byte[] bytes;

  private ObjectHead(byte[] bytes) {
    this.bytes = bytes;
  }

  static ObjectHead read(ObjectStore objects, StoredObject object) throws IOException {
    long to = Math.min(object.bytes(), RowsOfRange.LONGEST_ROW);
    try (InputStream in = objects.read(object.version(), 0, to)) {
      return new ObjectHead(in.readAllBytes());
    }
  }

  /** Whether parts of the object can be read by themselves. */
  boolean isSplittable(Given given) {
    return !Unpacked.isPacked(bytes) && Capture.isSplittable(bytes, given);
  }

  /**
   * The first line.
   *
   * @throws InvalidInputException with field {@code csv} when it is too long or not UTF-8
   */
  String firstLine() {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    if (end == RowsOfRange.LONGEST_ROW) {
      throw new InvalidInputException("csv", "the header, the first line, is too long");
    }
    try {
      ByteBuffer line = ByteBuffer.wrap(Arrays.copyOf(bytes, end));
      return StandardCharsets.UTF_8.newDecoder().decode(line).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("csv", "the header, the first line, is not UTF-8");
    }
  }
}
