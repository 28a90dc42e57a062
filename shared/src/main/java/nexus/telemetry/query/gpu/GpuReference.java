package nexus.telemetry.query.gpu;

import java.util.Optional;
import java.util.regex.Pattern;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;

/** How a request names a GPU. */
public sealed interface GpuReference {

  /** An index alone, of a GPU or a MIG instance: every host has a {@code 0}. */
  Pattern INDEX = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");

  /** Longest text: a host, a slash and an index. */
  int MAX_LENGTH = 2 * Names.MAX_LENGTH + 1;

  /** By place: {@code host/index}, or host and index apart. */
  record ByPlace(GpuId gpu) implements GpuReference {
    @Override
    public String text() {
      return gpu.alias();
    }
  }

  /**
   * By UUID; {@code {uuid}.3} is MIG instance 3 of that GPU.
   *
   * @param text the UUID
   * @param host the host it must be on, or empty
   */
  record ByUuid(String text, Optional<String> host) implements GpuReference {}

  /** The GPU as the request spells it. */
  String text();

  /**
   * Reads the two parameters that name a GPU.
   *
   * @param host value of {@code host}, or empty
   * @param gpu value of {@code gpu}, or empty
   * @throws InvalidInputException when they name no GPU
   */
  static GpuReference parse(Optional<String> host, Optional<String> gpu) {
    String text =
        gpu.orElseThrow(
            () -> new InvalidInputException("gpu", "gpu is missing: a UUID or host/index"));
    int slash = text.indexOf('/');
    if (host.isPresent()) {
      String checked = Names.check("host", host.get());
      return looksLikeUuid(text)
          ? new ByUuid(Names.check("gpu", text), host)
          : new ByPlace(new GpuId(checked, text));
    }
    if (slash >= 0) {
      return new ByPlace(
          new GpuId(
              Names.check("gpu", text.substring(0, slash)),
              Names.check("gpu", text.substring(slash + 1))));
    }
    if (INDEX.matcher(text).matches()) {
      throw new InvalidInputException(
          "gpu", "an index alone names no GPU: use host/" + text + " or a UUID");
    }
    return new ByUuid(Names.check("gpu", text), Optional.empty());
  }

  private static boolean looksLikeUuid(String text) {
    return text.startsWith("GPU-")
        || text.startsWith("MIG-")
        || GpuId.otherSpelling(text).isPresent();
  }
}
