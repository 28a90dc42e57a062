package nexus.telemetry.promql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The labels of a series, ascending by name, none with an empty value. Never changes. */
public final class Labels implements Comparable<Labels> {

  /** The label that holds the name of the metric. */
  public static final String NAME = "__name__";

  /** No labels. */
  public static final Labels EMPTY = new Labels(new String[0]);

  /** Name, value, name, value. */
  private final String[] pairs;

  private final int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  /** Those that have a value. */
  public static Labels of(Map<String, String> labels) {
    TreeMap<String, String> sorted = new TreeMap<>(labels);
    List<String> pairs = new ArrayList<>(2 * sorted.size());
    sorted.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            pairs.add(name);
            pairs.add(value);
          }
        });
    return pairs.isEmpty() ? EMPTY : new Labels(pairs.toArray(new String[0]));
  }

  /** The value of a label; empty where there is none. */
  public String get(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return "";
  }

  /** Hands over each label, ascending by name. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** A sorted copy that may be changed. */
  public SortedMap<String, String> toMap() {
    TreeMap<String, String> map = new TreeMap<>();
    forEach(map::put);
    return map;
  }

  /** Number of labels. */
  public int size() {
    return pairs.length / 2;
  }

  /** The same with this label; without it where the value is empty. */
  public Labels with(String name, String value) {
    SortedMap<String, String> map = toMap();
    map.put(name, value);
    return of(map);
  }

  /** The same without the name of the metric. */
  public Labels withoutName() {
    return get(NAME).isEmpty() ? this : only(name -> !name.equals(NAME));
  }

  /** The same without these, and without the name of the metric. */
  public Labels without(Collection<String> names) {
    return only(name -> !name.equals(NAME) && !names.contains(name));
  }

  /** These alone. */
  public Labels keeping(Collection<String> names) {
    return names.isEmpty() ? EMPTY : only(names::contains);
  }

  private Labels only(Predicate<String> wanted) {
    String[] some = new String[pairs.length];
    int size = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (wanted.test(pairs[i])) {
        some[size++] = pairs[i];
        some[size++] = pairs[i + 1];
      }
    }
    return size == 0 ? EMPTY : new Labels(Arrays.copyOf(some, size));
  }

  @Override
  public int compareTo(Labels other) {
    return Arrays.compare(pairs, other.pairs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels that && hash == that.hash && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** As Prometheus writes a series: {@code name{label="value", …}}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    forEach(
        (name, value) -> {
          if (!name.equals(NAME)) {
            text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append('=')
                .append(Quoted.of(value));
          }
        });
    String name = get(NAME);
    return text.isEmpty() && !name.isEmpty() ? name : name + "{" + text + "}";
  }
}
