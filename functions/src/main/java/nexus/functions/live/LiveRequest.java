package nexus.functions.live;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import nexus.functions.api.RequestParameters;
import nexus.functions.http.Request;
import nexus.functions.http.StatusException;
import nexus.telemetry.capture.series.Clusters;
import nexus.telemetry.csv.BodyTooLargeException;
import nexus.telemetry.csv.Given;
import nexus.telemetry.ingest.LiveIngest.Sender;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.unpack.Container;
import nexus.telemetry.unpack.Unpacked;

/**
 * A request of a live sender.
 *
 * <p>Parameters: {@code cluster}, else the label says it, else the default one; {@code host} of
 * series that name none; {@code source}, the sender's name, else what its {@code User-Agent} calls
 * it; {@code fields=any} to take every series that names a GPU.
 */
final class LiveRequest {

  /** Most bytes of a body once it is unpacked. */
  static final int MOST_BYTES = 32 << 20;

  private static final Pattern BEHIND_PRODUCT = Pattern.compile("[/\\s].*", Pattern.DOTALL);

  private final Request request;
  private final RequestParameters given;
  private final String defaultCluster;

  LiveRequest(Request request, String defaultCluster) {
    this.request = request;
    this.given = RequestParameters.of(request);
    this.defaultCluster = defaultCluster;
  }

  /** Which cluster its series are of. */
  Clusters clusters() {
    return new Clusters(given.name("cluster"), defaultCluster);
  }

  /** Cluster of what says none. */
  String usualCluster() {
    return given.cluster(defaultCluster);
  }

  /**
   * Whether series of names that the dictionary does not have are taken.
   *
   * @throws InvalidInputException with field {@code fields}
   */
  boolean anyField() {
    String fields = given.text("fields", 20).orElse("known");
    if (!fields.equals("any") && !fields.equals("known")) {
      throw new InvalidInputException("fields", "fields must be known or any");
    }
    return fields.equals("any");
  }

  /**
   * Who sends.
   *
   * @param kind how it sends
   * @param time the time of samples without one; null where all have one
   */
  Sender sender(String kind, String time) {
    Given all = new Given(given.name("host").orElse(null), null, time, null, List.of());
    return new Sender(given.name("source").orElseGet(() -> product(kind)), kind, all);
  }

  private String product(String kind) {
    String product =
        BEHIND_PRODUCT.matcher(request.header("user-agent").orElse("")).replaceFirst("");
    return Names.isValid(product) ? product : kind;
  }

  /** The time that is given for samples without one. */
  Optional<String> time() {
    return given.text("time", 100);
  }

  /** Media type without its parameters, in small letters; empty where there is none. */
  String type() {
    String type = request.header("content-type").orElse("");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** All of the header {@code Content-Type}; empty where there is none. */
  String wholeType() {
    return request.header("content-type").orElse("");
  }

  /** The header {@code Content-Encoding}, in small letters; empty where there is none. */
  String encoding() {
    return request.header("content-encoding").orElse("").strip().toLowerCase(Locale.ROOT);
  }

  /** The body as it was sent. */
  byte[] body() {
    return request.body().get();
  }

  /**
   * A body without its gzip, if it has one.
   *
   * @throws StatusException 415 when it is encoded otherwise
   * @throws InvalidInputException with field {@code body} when it is damaged
   * @throws BodyTooLargeException when there is too much of it
   */
  byte[] unpacked(byte[] body) {
    Optional<Container> container =
        switch (encoding()) {
          case "", "identity" -> Optional.empty();
          case "gzip", "x-gzip" -> Optional.of(Container.GZIP);
          case "zstd" -> Optional.of(Container.ZSTD);
          default ->
              throw new StatusException(
                  415, "send a Content-Encoding of gzip or zstd, or without one");
        };
    if (container.isEmpty()) {
      return body;
    }
    try (InputStream in = Unpacked.bytes(new ByteArrayInputStream(body), container.get())) {
      byte[] all = in.readNBytes(MOST_BYTES + 1);
      if (all.length > MOST_BYTES) {
        throw new BodyTooLargeException(MOST_BYTES);
      }
      return all;
    } catch (IOException e) {
      InvalidInputException bad = new InvalidInputException("body", "the body is damaged");
      bad.initCause(e);
      throw bad;
    }
  }
}
