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

  /** The index of the GPU that {@code index}, maybe a MIG instance's, is or is part of. */
  public static String wholeGpu(String index) {
    int dot = index.indexOf('.');
    return dot > 0 ? index.substring(0, dot) : index;
  }

  /** The number of the MIG instance that {@code index} is of; empty for a whole GPU. */
  public static String instance(String index) {
    String whole = wholeGpu(index);
    return whole.equals(index) ? "" : index.substring(whole.length() + 1);
  }

  @Override
  public int compareTo(GpuId other) {
    return ORDER.compare(this, other);
  }
}
