package nexus.bench;

/**
 * One invented GPU.
 *
 * @param host host name, such as {@code dgx-a01}
 * @param index its number on that host
 * @param uuid UUID in NVIDIA's form
 */
public record Gpu(String host, int index, String uuid) {

  public static final String MODEL = "NVIDIA H100 80GB HBM3";
  public static final String DRIVER = "535.129.03";

  private static final int HOSTS_A_RACK = 99;

  /** The GPU {@code index} of the {@code host}-th host; the UUID is the seed's. */
  public static Gpu of(long seed, int host, int index) {
    SplitMix random = SplitMix.of(seed ^ 0x75756964, ((long) host << 32) | index);
    return new Gpu(hostName(host), index, uuid(random.next(), random.next()));
  }

  public String device() {
    return "nvidia" + index;
  }

  /** {@code dgx-a01} … {@code dgx-a99}, {@code dgx-b01} … {@code dgx-z99}, {@code dgx-aa01} …. */
  private static String hostName(int host) {
    StringBuilder rack = new StringBuilder();
    for (int n = host / HOSTS_A_RACK + 1; n > 0; n = (n - 1) / 26) {
      rack.insert(0, (char) ('a' + (n - 1) % 26));
    }
    int number = host % HOSTS_A_RACK + 1;
    return "dgx-" + rack + (number < 10 ? "0" : "") + number;
  }

  private static String uuid(long high, long low) {
    return "GPU-" + new java.util.UUID(high, low);
  }
}
