package nexus.telemetry.model;

/**
 * The one rule for every name that becomes part of a key: cluster, host, GPU index, UUID, metric.
 *
 * <p>A name is 1 to {@value #MAX_LENGTH} characters of {@code [A-Za-z0-9._:-]}, and is neither
 * {@code .} nor {@code ..}; so no input can reach outside its own keys.
 */
public final class Names {

  /** Longest name, in characters: the longest DNS host name. */
  public static final int MAX_LENGTH = 253;

  private Names() {}

  /** Whether {@code name} is a name. */
  public static boolean isValid(String name) {
    if (name == null || name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isNameCharacter(name.charAt(i))) {
        return false;
      }
    }
    return !name.equals(".") && !name.equals("..");
  }

  /**
   * Returns {@code name} when it is one.
   *
   * @throws InvalidInputException naming {@code field} when it is not
   */
  public static String check(String field, String name) {
    if (!isValid(name)) {
      throw new InvalidInputException(
          field,
          name == null || name.isEmpty()
              ? field + " is missing"
              : field
                  + " must be 1 to "
                  + MAX_LENGTH
                  + " characters of [A-Za-z0-9._:-] and not . or ..");
    }
    return name;
  }

  /** Whether a name may hold {@code c}. */
  public static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == ':'
        || c == '-';
  }
}
