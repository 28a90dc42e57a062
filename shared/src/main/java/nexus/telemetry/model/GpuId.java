package nexus.telemetry.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GPU's place: its host and its index there. A MIG instance has the index {@code
 * {gpu}.{instance}}. An index alone names no GPU, because every host has a {@code 0}.
 *
 * <p>Which GPU it is that a source calls by an index, and maybe an instance, is said here alone:
 *
 * <pre>
 * index             instance   is
 * 1                            1
 * 1.0, 1,0                     1      a spreadsheet's ways to write 1
 * GPU 1, gpu:1, nvidia1, 01    1      words around its number, zeros before it
 * NVIDIA A100, A100            none: the name of a model
 * 1                 7          1.7    an instance has its number from its own column, label or UUID
 * 00000000:17:00.0             itself; what follows the dot of a PCI address is part of it
 * 5fd4f087-86f3-…              GPU-5fd4f087-86f3-…   a UUID, with or without the beginning of its kind
 * 1.5                          none: an instance's number does not stand in an index
 * </pre>
 *
 * @param host host name
 * @param gpu index on that host, such as {@code 3} or, for a MIG instance, {@code 3.7}
 */
public record GpuId(String host, String gpu) implements Comparable<GpuId> {

  private static final Pattern SPREADSHEET = Pattern.compile("(\\d+)[.,]0+");
  private static final Pattern NUMBERED =
      Pattern.compile("(?i)(?:/dev/)?(?:gpu|nvidia|cuda|card|device)[ _:#-]?(\\d{1,6})");
  private static final Pattern ZEROS = Pattern.compile("0+(?=\\d{1,6}$)");

  /** Products as nvidia-smi names them, and the short names of data center GPUs. */
  private static final Pattern MODEL =
      Pattern.compile(
          "(?i)nvidia .*[a-z].*|nvidia[_-](geforce|tesla|quadro|titan|[gr]tx|[abhlptv]\\d).*"
              + "|(tesla|geforce|quadro|titan|grid|amd|instinct) .*"
              + "|(a(10g?|16|30|40|100|800|[456]000)|h(20|100|200|800)|b[123]00|l(4|20|40s?)|t4g?"
              + "|v100s?|p(4|40|100)|m(40|60)|k80|g[bh][23]00|[gr]tx ?\\d{4})([ _-].*)?");

  private static final Pattern BARE_UUID =
      Pattern.compile("\\p{XDigit}{8}-(?:\\p{XDigit}{4}-){3}\\p{XDigit}{12}");
  private static final int BARE_LENGTH = 36;
  private static final String GPU = "GPU-";
  private static final String MIG = "MIG-";
  private static final Pattern MIG_UUID = Pattern.compile("MIG-(GPU-[^/]+)/(\\d+)/(\\d+)");
  private static final Pattern PCI_ADDRESS =
      Pattern.compile("(\\p{XDigit}{4,8}:)?\\p{XDigit}{2}:\\p{XDigit}{2}\\.[0-7](?=$|\\.)");

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

  /**
   * The index of a GPU, from what a source says.
   *
   * @param index as the source writes it
   * @param instance number of the MIG instance; empty for a whole GPU
   * @throws InvalidInputException with field {@code gpu} when the index is none
   */
  public static String index(String index, String instance) {
    String whole = Names.check("gpu", uuid(number(index)));
    if (!instance(whole).isEmpty()) {
      throw new InvalidInputException(
          "gpu", "the GPU index has a fraction: a MIG instance is told by GPU_I_ID");
    }
    boolean itself = instance.startsWith("MIG-") && instance.equals(whole);
    return instance.isEmpty() || itself ? whole : whole + "." + instance;
  }

  /**
   * The number of the MIG instance that a UUID of old drivers names, {@code MIG-{uuid}/{GPU
   * instance}/{compute instance}}, as {@code 1.0}; empty when it is another UUID.
   */
  public static String instanceOfUuid(String uuid) {
    if (!uuid.startsWith(MIG)) {
      return "";
    }
    Matcher mig = MIG_UUID.matcher(uuid);
    return mig.matches() ? mig.group(2) + "." + mig.group(3) : "";
  }

  /**
   * The MIG instance that a MIG instance's UUID is of: its number, of old drivers, and else the
   * UUID itself.
   */
  public static String instanceOfMig(String uuid) {
    String number = instanceOfUuid(uuid);
    return number.isEmpty() ? uuid : number;
  }

  /** Whether a text names a model of GPU, of which a host may have several. */
  public static boolean isModel(String text) {
    return !text.isEmpty() && Character.isLetter(text.charAt(0)) && MODEL.matcher(text).matches();
  }

  /** The UUID of the GPU that {@code uuid}, maybe a MIG instance's of old drivers, is part of. */
  public static String uuidOfWhole(String uuid) {
    if (!uuid.startsWith(MIG)) {
      return uuid(uuid);
    }
    Matcher mig = MIG_UUID.matcher(uuid);
    return mig.matches() ? mig.group(1) : uuid;
  }

  /** The UUID, with {@code GPU-} before it where a source leaves that out; any other text as is. */
  public static String uuid(String text) {
    return text.length() == BARE_LENGTH && BARE_UUID.matcher(text).matches() ? GPU + text : text;
  }

  /**
   * The other spelling of a GPU's UUID: {@code GPU-…} for the bare one, and the other way round.
   */
  public static Optional<String> otherSpelling(String uuid) {
    String bare = uuid.startsWith(GPU) ? uuid.substring(GPU.length()) : uuid;
    return bare.length() == BARE_LENGTH && BARE_UUID.matcher(bare).matches()
        ? Optional.of(bare.length() == uuid.length() ? GPU + uuid : bare)
        : Optional.empty();
  }

  /** The UUID of the GPU, where it has that for an index; empty where it has another one. */
  public static String uuidOfIndex(String index) {
    String whole = wholeGpu(index);
    return whole.startsWith(GPU) && otherSpelling(whole).isPresent() ? whole : "";
  }

  /** The index within words such as {@code GPU 0} and {@code nvidia0}; any other text as is. */
  public static String number(String text) {
    Matcher numbered = NUMBERED.matcher(text);
    String number = numbered.matches() ? numbered.group(1) : wholeNumber(text);
    return number.startsWith("0") ? ZEROS.matcher(number).replaceFirst("") : number;
  }

  /** A whole number without the zeros that a spreadsheet puts behind its point, or comma. */
  public static String wholeNumber(String text) {
    Matcher number = SPREADSHEET.matcher(text);
    return number.matches() ? number.group(1) : text;
  }

  /** The index of the GPU that {@code index}, maybe a MIG instance's, is or is part of. */
  public static String wholeGpu(String index) {
    int dot = index.indexOf('.', index.indexOf(':') < 0 ? 0 : endOfAddress(index));
    return dot > 0 ? index.substring(0, dot) : index;
  }

  /** Where the PCI address ends that {@code index} begins with; 0 when it begins with none. */
  private static int endOfAddress(String index) {
    Matcher address = PCI_ADDRESS.matcher(index);
    return address.lookingAt() ? address.end() : 0;
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
