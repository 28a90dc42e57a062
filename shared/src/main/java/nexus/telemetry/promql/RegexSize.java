package nexus.telemetry.promql;

/**
 * How large the program of a regular expression is at most, told from its text alone. RE2J writes
 * what a counted repeat repeats as often as it says, whatever it takes: {@code
 * ((a{1000}){1000}){1000}} are a thousand million instructions, and most of the heap long before.
 *
 * <p>Text that is no regular expression has some size, too: compiling it says what is wrong.
 *
 * @param instructions most instructions; classes that take much memory count for more
 * @param jumps most of them that take no character: the matcher nests as deep as these follow each
 *     other
 * @param repeat greatest product of counts of repeats within each other
 * @param depth how deep groups are nested
 * @param groups how many groups are captured
 */
record RegexSize(long instructions, long jumps, long repeat, int depth, int groups) {

  /** Most characters. */
  static final int MAX_LENGTH = 16 << 10;

  /** Most instructions: some 2 MB, with what matching takes. */
  static final int MAX_INSTRUCTIONS = 10_000;

  /** Most jumps; each takes some 170 bytes of a thread's stack of 1 MiB, in code not yet warm. */
  static final int MAX_JUMPS = 4_000;

  /** Most repeats within each other, as in Go. */
  static final int MAX_REPEAT = 1_000;

  /** How deep groups may be nested; of twenty times as deep ones a stack of 1 MiB is full. */
  static final int MAX_DEPTH = 200;

  /** Most instructions times captured groups, where these are asked for: the matcher keeps both. */
  static final long MAX_CAPTURED = 200_000;

  static RegexSize of(String regex) {
    return new RegexScan(regex).size();
  }

  /**
   * Refuses what is too large.
   *
   * @throws SyntaxException saying what is
   */
  static RegexSize check(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw tooLarge("it has " + regex.length() + " characters, " + MAX_LENGTH + " are the most");
    }
    RegexSize size = of(regex);
    if (size.depth > MAX_DEPTH) {
      throw tooLarge("groups are nested deeper than " + MAX_DEPTH);
    } else if (size.repeat > MAX_REPEAT) {
      throw tooLarge("repeats within each other come to more than " + MAX_REPEAT);
    } else if (size.instructions > MAX_INSTRUCTIONS) {
      throw tooLarge("it takes more than " + MAX_INSTRUCTIONS + " instructions");
    } else if (size.jumps > MAX_JUMPS) {
      throw tooLarge("it has more than " + MAX_JUMPS + " alternatives, options and groups");
    }
    return size;
  }

  /**
   * Refuses what is too large where captured groups are asked for.
   *
   * @throws SyntaxException saying what is
   */
  static void checkCaptured(String regex) {
    RegexSize size = check(regex);
    if (size.instructions * (size.groups + 1) > MAX_CAPTURED) {
      throw tooLarge(
          "it captures "
              + size.groups
              + " groups with up to "
              + size.instructions
              + " instructions, of which the product is "
              + MAX_CAPTURED
              + " at most");
    }
  }

  private static SyntaxException tooLarge(String why) {
    return new SyntaxException("the regular expression is too large: " + why);
  }
}
