package nexus.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import nexus.history.Checker.Place;
import nexus.history.Operation.Sample;

/** What reads found. */
final class Reads {

  private static final Before NOTHING = new Before(Map.of(), -1);

  private final Complaints complaints;
  private final BiFunction<Place, Double, List<Sent>> senders;
  private final Map<Long, Before> begun = new HashMap<>();
  private final Map<String, Map<Place, Double>> found = new HashMap<>();
  private final Map<Value, Long> firstFoundAt = new HashMap<>();
  private final Map<Place, List<Double>> last = new HashMap<>();
  private long revision = -1;
  private long count;
  private long lastCount;

  /** What was found, and told, before a read began. */
  private record Before(Map<Place, Double> found, long revision) {}

  /** A value that was found. */
  private record Value(Place place, double value) {}

  /**
   * @param senders tells who sent a value
   */
  Reads(Complaints complaints, BiFunction<Place, Double, List<Sent>> senders) {
    this.complaints = complaints;
    this.senders = senders;
  }

  void begin(Operation read) {
    Map<Place, Double> before = found.getOrDefault(read.subject(), Map.of());
    begun.put(read.process(), new Before(before, revision));
  }

  void end(Operation began, Operation read) {
    count++;
    Before before = Optional.ofNullable(begun.remove(read.process())).orElse(NOTHING);
    if (read.revision() >= 0) {
      if (read.revision() < before.revision()) {
        complaints.add(
            "back: revision %d is told after %d (index %d)",
            read.revision(), before.revision(), read.index());
      }
      revision = Math.max(revision, read.revision());
    }
    Map<Place, Double> now = new HashMap<>();
    for (Sample sample : read.samples()) {
      Place place = Place.of(sample);
      if (now.put(place, sample.value()) != null) {
        complaints.add("doubled: %s is there twice (index %d)", place, read.index());
      }
      firstFoundAt.putIfAbsent(new Value(place, sample.value()), read.index());
    }
    if (!began.subject().isEmpty()) {
      before.found().forEach((place, value) -> compare(place, value, now, read));
      found.merge(began.subject(), now, Reads::together);
    }
    if (read.last()) {
      lastCount++;
      read.samples()
          .forEach(
              sample ->
                  last.computeIfAbsent(Place.of(sample), any -> new ArrayList<>(1))
                      .add(sample.value()));
    }
  }

  private static Map<Place, Double> together(Map<Place, Double> before, Map<Place, Double> now) {
    Map<Place, Double> both = new HashMap<>(before);
    both.putAll(now);
    return both;
  }

  private void compare(Place place, double before, Map<Place, Double> now, Operation read) {
    Double value = now.get(place);
    if (value == null) {
      complaints.add("back: %s was found, and no longer is (index %d)", place, read.index());
    } else if (Double.compare(value, before) != 0) {
      List<Sent> earlier = senders.apply(place, before);
      List<Sent> later = senders.apply(place, value);
      boolean back =
          !later.isEmpty()
              && later.stream().allMatch(one -> earlier.stream().allMatch(one::isBefore));
      if (back && !earlier.isEmpty()) {
        complaints.add("back: %s is %s again (index %d)", place, value, read.index());
      }
    }
  }

  /** Once the outcome of every upload is known: whether each value was one that could be found. */
  void checkSenders() {
    firstFoundAt.forEach(
        (found, index) -> {
          if (senders.apply(found.place(), found.value()).stream()
              .noneMatch(sent -> sent.mayBeSeenAt(index))) {
            complaints.add(
                "wrong: %s is %s, which nobody had sent, or in vain (index %d)",
                found.place(), found.value(), index);
          }
        });
  }

  /** What the last reads found there. */
  List<Double> lastFound(Place place) {
    return last.getOrDefault(place, List.of());
  }

  String summary() {
    return "%,d reads, %,d of them last, found %,d values"
        .formatted(count, lastCount, firstFoundAt.size());
  }
}
