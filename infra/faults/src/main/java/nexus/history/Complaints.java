package nexus.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong: the first of them in words, and how many there are. */
final class Complaints {

  private static final int MOST = 20;

  private final List<String> first = new ArrayList<>();
  private long count;

  void add(String format, Object... words) {
    count++;
    if (first.size() < MOST) {
      first.add(String.format(Locale.ROOT, format, words));
    }
  }

  List<String> all() {
    List<String> all = new ArrayList<>(first);
    if (count > MOST) {
      all.add("and " + (count - MOST) + " more");
    }
    return all;
  }
}
