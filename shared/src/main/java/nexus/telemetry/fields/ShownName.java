package nexus.telemetry.fields;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names for people, made of what a table says of a field. */
final class ShownName {

  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "bar1", "ber", "c2c", "cc", "ci", "cpu", "crc", "cuda", "ecc", "eud", "gi", "gpm", "gpu",
          "id", "imex", "iddq", "mig", "mma", "nccl", "nvml", "oem", "pci", "pcie", "sm", "uuid",
          "vbios", "vm", "xid", "dmma", "hmma", "imma", "dfma", "fp64", "fp32", "fp16", "fec");
  private static final Pattern WORD = Pattern.compile("\\p{Alnum}+");
  private static final Pattern ECC =
      Pattern.compile("(single|double)-bit ECC errors (since driver load|over the lifetime)(.*)");

  private ShownName() {}

  /** A short name: the help with the spelling of a heading. */
  static String of(String say) {
    String help = say.replace("lane or cache ", say.contains("ECC") ? "" : "lane ");
    Matcher ecc = ECC.matcher(help);
    if (ecc.matches()) {
      String since = ecc.group(2).startsWith("since") ? "volatile" : "lifetime";
      String where = ecc.group(3).toUpperCase(Locale.ROOT);
      return "ECC " + ecc.group(1) + "-bit errors (" + since + where + ")";
    }
    String text = help.replaceFirst("^profiling: ", "").replaceFirst("^of the host: ", "host ");
    return sentence(WORD.matcher(text).replaceAll(word -> spelled(word.group())));
  }

  /** The text with a capital letter at its beginning. */
  static String sentence(String text) {
    boolean plain = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    boolean word = plain || (text.length() > 1 && !Character.isLetter(text.charAt(1)));
    return word ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) : text;
  }

  private static String spelled(String word) {
    if (word.equals("vgpu")) {
      return "vGPU";
    }
    return ABBREVIATIONS.contains(word) ? word.toUpperCase(Locale.ROOT) : word;
  }
}
