package nexus.telemetry.live;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.util.Arrays;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.model.InvalidInputException;

/** Snappy's block format, in which remote write sends its bodies. */
final class Snappy {

  private Snappy() {}

  /**
   * The bytes that were compressed.
   *
   * @param most how many they may be
   * @throws InvalidInputException with field {@code body} when it is not of that format
   * @throws BodyTooLargeException when there are more
   */
  static byte[] unpack(byte[] body, int most) {
    try {
      int length = SnappyDecompressor.getUncompressedLength(body, 0);
      if (length < 0 || length > most) {
        throw new BodyTooLargeException(most);
      }
      byte[] unpacked = new byte[length];
      int count =
          new SnappyDecompressor().decompress(body, 0, body.length, unpacked, 0, unpacked.length);
      return count == length ? unpacked : Arrays.copyOf(unpacked, count);
    } catch (MalformedInputException | IndexOutOfBoundsException e) {
      throw MalformedBody.of(
          "the body is not compressed with Snappy's block format, or is damaged", e);
    }
  }
}
