package nexus.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the part of EDN that a history is written in: maps, vectors, keywords, strings, numbers,
 * {@code true}, {@code false} and {@code nil}. A keyword becomes its name with the colon, a whole
 * number a {@link Long}, any other a {@link Double}.
 */
final class Edn {

  private static final int DEEPEST = 64;

  private final String text;
  private int at;
  private int depth;

  private Edn(String text) {
    this.text = text;
  }

  /**
   * The value that a text is.
   *
   * @throws IllegalArgumentException when it is none, saying where
   */
  static Object read(String text) {
    Edn edn = new Edn(text);
    Object value = edn.value();
    edn.skipBlanks();
    if (edn.at < text.length()) {
      throw edn.unreadable("something follows");
    }
    return value;
  }

  private Object value() {
    skipBlanks();
    if (at == text.length()) {
      throw unreadable("it ends");
    }
    if (++depth > DEEPEST) {
      throw unreadable("it is too deep");
    }
    char first = text.charAt(at);
    Object value =
        switch (first) {
          case '{' -> map();
          case '[' -> vector();
          case '"' -> string();
          default -> word();
        };
    depth--;
    return value;
  }

  private Map<Object, Object> map() {
    Map<Object, Object> map = new LinkedHashMap<>();
    at++;
    while (!ends('}')) {
      Object key = value();
      if (ends('}')) {
        throw unreadable("a key has no value");
      }
      if (map.put(key, value()) != null) {
        throw unreadable("a key is there twice: " + key);
      }
    }
    return map;
  }

  private List<Object> vector() {
    List<Object> vector = new ArrayList<>();
    at++;
    while (!ends(']')) {
      vector.add(value());
    }
    return vector;
  }

  /** Whether the end comes next, and steps over it. */
  private boolean ends(char end) {
    skipBlanks();
    if (at == text.length()) {
      throw unreadable("it ends");
    }
    if (text.charAt(at) == end) {
      at++;
      return true;
    }
    return false;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '"') {
        at++;
        return string.toString();
      }
      if (next == '\\' && at + 1 < text.length()) {
        next = escaped(text.charAt(++at));
      }
      string.append(next);
    }
    throw unreadable("a string does not end");
  }

  private char escaped(char which) {
    return switch (which) {
      case '"', '\\' -> which;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> throw unreadable("what is \\" + which);
    };
  }

  private Object word() {
    int begin = at;
    while (at < text.length() && " ,\t\r\n{}[]\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(begin, at);
    return switch (word) {
      case "nil" -> Nil.NIL;
      case "true" -> true;
      case "false" -> false;
      default -> keywordOrNumber(word, begin);
    };
  }

  private Object keywordOrNumber(String word, int begin) {
    if (word.startsWith(":") && word.length() > 1) {
      return word;
    }
    try {
      return word.matches("[+-]?\\d+") ? (Object) Long.valueOf(word) : Double.valueOf(word);
    } catch (NumberFormatException e) {
      at = begin;
      throw unreadable("what is " + word);
    }
  }

  /** Stands for {@code nil}. */
  enum Nil {
    NIL
  }

  private void skipBlanks() {
    while (at < text.length() && " ,\t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException unreadable(String why) {
    return new IllegalArgumentException(why + " at character " + (at + 1));
  }
}
