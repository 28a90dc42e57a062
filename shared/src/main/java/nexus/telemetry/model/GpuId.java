package nexus.telemetry.model;

import java.util.Comparator;

/**
 * A GPU's place: its host and its index there. A MIG instance has the index {@code
 * {gpu}.{instance}}. An index alone names no GPU, because every host has a {@code 0}.
 *
 * @param host host name
 * @param gpu index on that host, such as {@code 3} or, for a MIG instance, {@code 3.7}
 */
public record GpuId(String host, String gpu) implements Comparable<GpuId> {

  private static final Comparator<GpuId> ORDER =
      Comparator.comparing(GpuId::host).thenComparing(GpuId::gpu);

  /**
   * @throws InvalidInputException when host or GPU is not a {@linkplain Names name}
   */
  public GpuId {
    Names.check("host", host);
    Names.check("gpu", gpu);
  }

  /** The readable alias, {@code host/index}. */
  public String alias() {
    return host + "/" + gpu;
  }

  @Override
  public int compareTo(GpuId other) {
    return ORDER.compare(this, other);
  }
}
