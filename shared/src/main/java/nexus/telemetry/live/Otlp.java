package nexus.telemetry.live;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import nexus.telemetry.capture.series.SampleRows;
import nexus.telemetry.model.InvalidInputException;

/** Metrics of <a href="https://opentelemetry.io/docs/specs/otlp/">OTLP 1.x</a>. */
public final class Otlp {

  private Otlp() {}

  /** How a request is written. */
  public enum Encoding {
    PROTOBUF,
    JSON
  }

  /**
   * Makes rows of a request.
   *
   * @param body the request's body, unpacked
   * @throws InvalidInputException with field {@code body} when it is none
   */
  public static void read(byte[] body, Encoding encoding, SampleRows rows) {
    OtlpMetrics metrics = new OtlpMetrics(rows);
    if (encoding == Encoding.PROTOBUF) {
      new OtlpProtobuf(metrics).read(body);
    } else {
      new OtlpJson(metrics).read(body);
    }
  }

  /**
   * The answer to a request in protobuf.
   *
   * <pre>
   * ExportMetricsServiceResponse   partial_success = 1   rejected_data_points = 1, error_message = 2
   * </pre>
   *
   * @param rejected points that were refused
   * @param message why; empty where none was
   */
  public static byte[] response(long rejected, String message) {
    if (message.isEmpty()) {
      return new byte[0];
    }
    byte[] partial =
        written(
            out -> {
              out.writeInt64(1, rejected);
              out.writeString(2, message);
            });
    return written(out -> out.writeByteArray(1, partial));
  }

  /**
   * The answer to a request that failed, in protobuf.
   *
   * <pre>
   * google.rpc.Status   code = 1, message = 2
   * </pre>
   */
  public static byte[] status(int code, String message) {
    return written(
        out -> {
          out.writeInt32(1, code);
          out.writeString(2, message);
        });
  }

  /** Writes the fields of a message. */
  private interface Message {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      message.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
