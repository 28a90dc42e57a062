package nexus.telemetry.promql;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads a regular expression as RE2J does, so far as it matters what is repeated and how often:
 * that one must not find a repeat where this sees a character. What takes more than RE2J needs for
 * it does no harm.
 */
final class RegexScan {

  /** What a part takes. */
  private record Part(long instructions, long jumps, long repeat) {

    private static final long FULL = 1L << 40;
    static final Part NONE = new Part(0, 0, 1);
    static final Part RUNE = new Part(1, 0, 1);
    static final Part JUMP = new Part(1, 1, 1);

    Part {
      instructions = Math.min(instructions, FULL);
      jumps = Math.min(jumps, FULL);
      repeat = Math.min(repeat, FULL);
    }

    Part with(Part other) {
      return new Part(
          instructions + other.instructions, jumps + other.jumps, Math.max(repeat, other.repeat));
    }

    /** A number of them, of which some can be left out. */
    Part times(long copies, long optional) {
      return new Part(instructions * copies + optional, jumps * copies + optional, repeat * copies);
    }
  }

  /** A group that is open. */
  private static final class Group {
    private final boolean captured;
    private Part before = Part.NONE;
    private Part last = Part.NONE;
    private boolean empty = true;

    Group(boolean captured) {
      this.captured = captured;
    }

    void add(Part part) {
      before = before.with(last);
      last = part;
      empty = false;
    }

    /** Ends an alternative; one of nothing is a jump. */
    void end() {
      before = before.with(last).with(empty ? Part.JUMP : Part.NONE);
      last = Part.NONE;
      empty = true;
    }

    Part close() {
      end();
      return captured ? before.with(Part.JUMP).with(Part.JUMP) : before;
    }
  }

  /** A class of Unicode's takes as much memory as so many instructions. */
  private static final int WIDE = 100;

  private final String text;
  private final boolean flagged;
  private final Deque<Group> open = new ArrayDeque<>();
  private int at;
  private int depth;
  private int groups;
  private long wide;

  RegexScan(String text) {
    this.text = text;
    this.flagged = text.contains("(?");
  }

  RegexSize size() {
    open.push(new Group(false));
    while (at < text.length()) {
      next();
    }
    while (open.size() > 1) {
      close();
    }
    Part all = open.pop().close();
    return new RegexSize(all.instructions + wide * WIDE + 2, all.jumps, all.repeat, depth, groups);
  }

  private void next() {
    char c = text.charAt(at);
    switch (c) {
      case '(' -> open();
      case ')' -> {
        at++;
        close();
      }
      case '|' -> {
        at++;
        open.peek().end();
        // Where alternatives begin alike, one of nothing can be what is left of them.
        open.peek().before = open.peek().before.with(Part.JUMP).with(Part.JUMP);
      }
      case '*', '+', '?' -> {
        at++;
        repeat(1, c == '*' ? 2 : 1); // a star of what can be empty is a plus that can be left out
      }
      case '{' -> counted();
      case '[' -> {
        charClass();
        open.peek().add(Part.RUNE);
      }
      case '^', '$' -> {
        at++;
        open.peek().add(Part.JUMP);
      }
      case '\\' -> escape();
      default -> {
        at++;
        open.peek().add(Part.RUNE);
      }
    }
  }

  private void open() {
    boolean special = text.startsWith("(?", at);
    boolean named = text.startsWith("(?P<", at) || text.startsWith("(?<", at);
    at++;
    if (special && !named && flagsAlone()) {
      return;
    }
    boolean captured = !special || named;
    groups += captured ? 1 : 0;
    open.push(new Group(captured));
    depth = Math.max(depth, open.size() - 1);
  }

  /** Skips flags; whether they stand for themselves, without a group. */
  private boolean flagsAlone() {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == ':' || c == ')') {
        return c == ')';
      }
    }
    return false;
  }

  private void close() {
    if (open.size() > 1) {
      Part group = open.pop().close();
      open.peek().add(group);
    }
  }

  private void repeat(long copies, long optional) {
    Group group = open.peek();
    group.last = group.last.times(copies, optional);
    if (at < text.length() && text.charAt(at) == '?') {
      at++; // as few as can be
    }
  }

  /** {@code {2}}, {@code {2,}} and {@code {2,3}}; anything else is what it says. */
  private void counted() {
    int begun = at++;
    long least = number();
    long most = least;
    boolean endless = false;
    if (least >= 0 && at < text.length() && text.charAt(at) == ',') {
      at++;
      endless = at < text.length() && text.charAt(at) == '}';
      most = endless ? least : number();
    }
    if (least < 0 || most < 0 || at == text.length() || text.charAt(at) != '}') {
      at = begun + 1;
      open.peek().add(Part.RUNE);
      return;
    }
    at++;
    repeat(Math.max(1, most), (endless ? 1 : Math.max(0, most - least)) + 1);
  }

  /** A number of any length, which counts for no more than is too much; -1 where none is. */
  private long number() {
    int begun = at;
    long number = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      number = Math.min(number * 10 + (text.charAt(at++) - '0'), 1 << 20);
    }
    return at == begun ? -1 : number;
  }

  private void escape() {
    at++;
    if (at == text.length()) {
      return;
    }
    char c = text.charAt(at);
    if (c == 'Q') {
      quoted();
      return;
    }
    escaped();
    open.peek().add("AbBzZ".indexOf(c) < 0 ? Part.RUNE : Part.JUMP);
  }

  private void quoted() {
    int end = text.indexOf("\\E", at);
    for (at++; at < (end < 0 ? text.length() : end); at++) {
      open.peek().add(Part.RUNE);
    }
    at = end < 0 ? text.length() : end + 2;
  }

  /** Skips what follows a backslash. */
  private void escaped() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    boolean ofMany = c == 'p' || c == 'P';
    wide += ofMany ? 1 : 0;
    if ((ofMany || c == 'x') && at < text.length() && text.charAt(at) == '{') {
      int end = text.indexOf('}', at);
      at = end < 0 ? text.length() : end + 1;
    } else if (ofMany && at < text.length()) {
      at += Character.charCount(text.codePointAt(at));
    }
  }

  private void charClass() {
    int begun = at++;
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    boolean first = true;
    while (at < text.length() && (first || text.charAt(at) != ']')) {
      first = false;
      int named = text.startsWith("[:", at) ? text.indexOf(":]", at + 2) : -1;
      if (named >= 0) {
        at = named + 2;
      } else if (!ofMany()) {
        one();
        if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
          at++;
          one();
        }
      }
    }
    at = Math.min(at + 1, text.length());
    if (flagged && text.substring(begun, at).chars().anyMatch(c -> c > 127 || c == 'x')) {
      wide++;
    }
  }

  /** Skips {@code \pL} or {@code \d}, where that is what comes. */
  private boolean ofMany() {
    boolean many =
        text.charAt(at) == '\\'
            && at + 1 < text.length()
            && "dDsSwWpP".indexOf(text.charAt(at + 1)) >= 0;
    if (many) {
      at++;
      escaped();
    }
    return many;
  }

  /** Skips a character of a class. */
  private void one() {
    boolean escape = text.charAt(at) == '\\';
    at += escape ? 1 : 0;
    if (at < text.length() && escape) {
      escaped();
    } else if (at < text.length()) {
      at += Character.charCount(text.codePointAt(at));
    }
  }
}
