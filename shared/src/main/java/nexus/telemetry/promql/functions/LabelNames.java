package nexus.telemetry.promql.functions;

import java.util.regex.Pattern;

/** What a label's name can be. */
public final class LabelNames {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private LabelNames() {}

  /** Whether this is one. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
