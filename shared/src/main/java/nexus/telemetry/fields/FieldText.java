package nexus.telemetry.fields;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a field is called and says for people, put together when somebody asks: reading files needs
 * none of it, and most fields are never shown.
 */
final class FieldText {

  private static final String BITS = "(bits: ";
  private static final Pattern LIST = Pattern.compile("\\(bits: ([^)]*)\\)");

  private final String help;
  private volatile String shown;
  private volatile List<Field.Bit> bits;

  /**
   * @param help what the table says
   * @param shown the name that the table has; null where it is made of the help
   */
  FieldText(String help, String shown) {
    this.help = help;
    this.shown = shown;
  }

  String shown() {
    if (shown == null) {
      shown = ShownName.of(help);
    }
    return shown;
  }

  String help() {
    return ShownName.sentence(help);
  }

  /** Whether the values are masks. */
  boolean hasBits() {
    return help.contains(BITS);
  }

  /** A mask's bits, which its help lists: {@code (bits: 1 idle, 0x10 sync boost)}. */
  List<Field.Bit> bits() {
    if (bits == null) {
      bits = hasBits() ? readBits() : List.of();
    }
    return bits;
  }

  private List<Field.Bit> readBits() {
    Matcher list = LIST.matcher(help);
    List<Field.Bit> found = new ArrayList<>();
    for (String bit : list.find() ? list.group(1).split(",", -1) : new String[0]) {
      String[] maskAndReason = bit.strip().split(" ", 2);
      found.add(new Field.Bit(Long.decode(maskAndReason[0]), maskAndReason[1]));
    }
    return List.copyOf(found);
  }

  @Override
  public String toString() {
    return help;
  }
}
