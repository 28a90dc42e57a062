package nexus.telemetry.csv.rows;

/**
 * What a row says of a GPU that it does not name; each is empty where it does not say it.
 *
 * @param model product name
 * @param device device name
 * @param serial serial number
 */
public record DescribedGpu(String model, String device, String serial) {

  public static final DescribedGpu NOTHING = new DescribedGpu("", "", "");

  /** The same, and what another says where this says nothing. */
  public DescribedGpu or(DescribedGpu other) {
    return new DescribedGpu(
        or(model, other.model), or(device, other.device), or(serial, other.serial));
  }

  private static String or(String first, String second) {
    return first.isEmpty() ? second : first;
  }

  /** In what it cannot be the same GPU as another, in words; empty where it may be. */
  public String differs(DescribedGpu other) {
    if (differ(model, other.model)) {
      return "model " + model + " and of " + other.model;
    } else if (differ(serial, other.serial)) {
      return "serial number " + serial + " and of " + other.serial;
    } else if (differ(device, other.device)) {
      return "device " + device + " and of " + other.device;
    }
    return "";
  }

  private static boolean differ(String one, String other) {
    return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
  }
}
