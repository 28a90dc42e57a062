package nexus.telemetry.live;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.telemetry.model.InvalidInputException;

/**
 * An <a
 * href="https://github.com/open-telemetry/opentelemetry-proto">ExportMetricsServiceRequest</a> in
 * protobuf.
 *
 * <pre>
 * resource_metrics = 1   resource = 1 (attributes = 1)
 *                        scope_metrics = 2   metrics = 2   name = 1, unit = 3
 *   gauge = 5, sum = 7               data_points = 1   attributes = 7, time_unix_nano = 3,
 *                                                      as_double = 4, as_int = 6, flags = 8
 *                                    aggregation_temporality = 2
 *   histogram = 9, exponential_histogram = 10, summary = 11      ignored
 * KeyValue               key = 1, value = 2 (string = 1, bool = 2, int = 3, double = 4)
 * </pre>
 */
final class OtlpProtobuf {

  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final OtlpMetrics metrics;

  OtlpProtobuf(OtlpMetrics metrics) {
    this.metrics = metrics;
  }

  /** Reads the fields of one message that are messages themselves. */
  private interface Fields {

    /**
     * Takes a field.
     *
     * @return false when it is not wanted
     */
    boolean take(int number, int type, CodedInputStream in) throws IOException;
  }

  /**
   * Reads a request.
   *
   * @throws InvalidInputException with field {@code body} when it is none
   */
  void read(byte[] body) {
    try {
      read(
          CodedInputStream.newInstance(body),
          (number, type, in) -> number == 1 && type == LENGTH_DELIMITED && resourceMetrics(in));
    } catch (IOException e) {
      throw MalformedBody.of("the body is no metrics of OTLP in protobuf", e);
    }
  }

  private static void read(CodedInputStream in, Fields fields) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      if (!fields.take(number, WireFormat.getTagWireType(tag), in)) {
        in.skipField(tag);
      }
    }
  }

  private static CodedInputStream message(CodedInputStream in) throws IOException {
    return CodedInputStream.newInstance(in.readByteArray());
  }

  /** The resource may stand behind what is of it. */
  private boolean resourceMetrics(CodedInputStream in) throws IOException {
    Map<String, String> resource = new LinkedHashMap<>();
    List<CodedInputStream> scopes = new ArrayList<>();
    read(
        message(in),
        (number, type, one) -> {
          if (number == 1 && type == LENGTH_DELIMITED) {
            read(message(one), (field, kind, of) -> isAttribute(field, 1, kind, of, resource));
            return true;
          }
          return number == 2 && type == LENGTH_DELIMITED && scopes.add(message(one));
        });
    metrics.resource(resource);
    for (CodedInputStream scope : scopes) {
      read(
          scope,
          (number, type, one) -> number == 2 && type == LENGTH_DELIMITED && metric(message(one)));
    }
    return true;
  }

  private static boolean isAttribute(
      int number, int expected, int type, CodedInputStream in, Map<String, String> attributes)
      throws IOException {
    if (number != expected || type != LENGTH_DELIMITED) {
      return false;
    }
    String[] pair = {"", ""};
    read(
        message(in),
        (field, kind, one) -> {
          if (field == 1 && kind == LENGTH_DELIMITED) {
            pair[0] = one.readStringRequireUtf8();
            return true;
          } else if (field == 2 && kind == LENGTH_DELIMITED) {
            pair[1] = value(message(one));
            return true;
          }
          return false;
        });
    attributes.put(pair[0], pair[1]);
    return true;
  }

  /** What a value says in one word; nothing of lists, maps and bytes. */
  private static String value(CodedInputStream in) throws IOException {
    String[] text = {""};
    read(
        in,
        (number, type, one) -> {
          switch (number) {
            case 1 -> text[0] = one.readStringRequireUtf8();
            case 2 -> text[0] = Boolean.toString(one.readBool());
            case 3 -> text[0] = Long.toString(one.readInt64());
            case 4 -> text[0] = Double.toString(one.readDouble());
            default -> {
              return false;
            }
          }
          return true;
        });
    return text[0];
  }

  private boolean metric(CodedInputStream in) throws IOException {
    String[] name = {""};
    String[] unit = {""};
    List<CodedInputStream> numbers = new ArrayList<>();
    List<CodedInputStream> others = new ArrayList<>();
    read(
        in,
        (number, type, one) -> {
          if (type != LENGTH_DELIMITED) {
            return false;
          }
          return switch (number) {
            case 1 -> {
              name[0] = one.readStringRequireUtf8();
              yield true;
            }
            case 3 -> {
              unit[0] = one.readStringRequireUtf8();
              yield true;
            }
            case 5, 7 -> numbers.add(message(one));
            case 9, 10, 11 -> others.add(message(one));
            default -> false;
          };
        });
    for (CodedInputStream one : numbers) {
      points(name[0], unit[0], one);
    }
    OtlpMetric other = new OtlpMetric(name[0], unit[0], false);
    for (CodedInputStream points : others) {
      read(
          points,
          (number, type, one) -> {
            if (number == 1 && type == LENGTH_DELIMITED) {
              metrics.other(other);
            }
            return false;
          });
    }
    return true;
  }

  /** Points of a gauge or a sum; what a sum is of stands behind them. */
  private void points(String name, String unit, CodedInputStream in) throws IOException {
    int[] temporality = {0};
    List<CodedInputStream> points = new ArrayList<>();
    read(
        in,
        (number, type, one) -> {
          if (number == 2 && type == WireFormat.WIRETYPE_VARINT) {
            temporality[0] = one.readEnum();
            return true;
          }
          return number == 1 && type == LENGTH_DELIMITED && points.add(message(one));
        });
    OtlpMetric metric = new OtlpMetric(name, unit, temporality[0] == OtlpMetric.DELTA);
    for (CodedInputStream one : points) {
      point(metric, one);
    }
  }

  private void point(OtlpMetric metric, CodedInputStream in) throws IOException {
    Map<String, String> attributes = new LinkedHashMap<>();
    long[] time = {0};
    double[] value = {Double.NaN};
    boolean[] told = {false};
    int[] flags = {0};
    read(
        in,
        (number, type, one) -> {
          switch (number) {
            case 3 -> time[0] = one.readFixed64();
            case 4, 6 -> {
              value[0] = number == 4 ? one.readDouble() : one.readSFixed64();
              told[0] = true;
            }
            case 8 -> flags[0] = one.readUInt32();
            default -> {
              return isAttribute(number, 7, type, one, attributes);
            }
          }
          return true;
        });
    boolean none = OtlpMetrics.isWithoutValue(flags[0]);
    if (told[0] || none) {
      metrics.point(metric, attributes, time[0], none ? Double.NaN : value[0]);
    } else {
      metrics.withoutValue(metric, attributes, time[0]);
    }
  }
}
