package nexus.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nexus.history.Operation.Sample;

/**
 * Holds a history to what clients are promised:
 *
 * <ul>
 *   <li>what an upload carried that was {@code :ok} is found once by the last reads;
 *   <li>no read finds a value that nobody had sent by then, nor one of an upload that failed: one
 *       whose outcome nobody knows may be found;
 *   <li>no value stands that a later upload replaced;
 *   <li>of two reads of the same, one after the other, the later finds all that the earlier found,
 *       and no value of an earlier upload in its place;
 *   <li>revisions never go back.
 * </ul>
 *
 * <p>Later means: invoked after the other was {@code :ok}.
 */
final class Checker {

  private final Map<Long, Operation> open = new HashMap<>();
  private final Map<Long, Sent> uploads = new LinkedHashMap<>();
  private final Map<Place, List<Sending>> senders = new HashMap<>();
  private final Complaints complaints = new Complaints();
  private final Reads reads = new Reads(complaints, this::sendersOf);
  private long index = -1;
  private long operations;

  /** Where a sample belongs. */
  record Place(String series, long timeMs) {
    static Place of(Sample sample) {
      return new Place(sample.series(), sample.timeMs());
    }
  }

  /** A value that an upload has for a place. */
  private record Sending(Sent by, double value) {}

  /** Takes the next line of the history. */
  void next(Operation operation) {
    operations++;
    if (operation.index() <= index) {
      complaints.add("the index %d follows %d", operation.index(), index);
    }
    index = operation.index();
    switch (operation.type()) {
      case ":invoke" -> invoke(operation);
      case ":ok", ":fail", ":info" -> end(operation);
      default -> complaints.add("there is no type %s (index %d)", operation.type(), index);
    }
  }

  private void invoke(Operation operation) {
    if (open.put(operation.process(), operation) != null) {
      complaints.add("process %d does two things at once (index %d)", operation.process(), index);
    }
    if (operation.f().equals(":upload")) {
      if (!uploads.containsKey(operation.upload())) {
        begin(operation);
      }
    } else {
      reads.begin(operation);
    }
  }

  private void begin(Operation operation) {
    Sent sent = new Sent(operation.upload(), operation.samples(), operation.index());
    uploads.put(operation.upload(), sent);
    for (Sample sample : operation.samples()) {
      senders
          .computeIfAbsent(Place.of(sample), any -> new ArrayList<>(1))
          .add(new Sending(sent, sample.value()));
    }
  }

  private void end(Operation operation) {
    Operation begun = open.remove(operation.process());
    if (begun == null || !begun.f().equals(operation.f())) {
      complaints.add("what ends at index %d was not begun", index);
    } else if (operation.f().equals(":upload")) {
      uploads.get(begun.upload()).ended(operation.type(), operation.index());
    } else if (operation.type().equals(":ok")) {
      reads.end(begun, operation);
    }
  }

  /** Those that sent this value, maybe none. */
  private List<Sent> sendersOf(Place place, double value) {
    return senders.getOrDefault(place, List.of()).stream()
        .filter(sending -> Double.compare(sending.value(), value) == 0)
        .map(Sending::by)
        .toList();
  }

  /** Ends the history; what is wrong with it, in words. */
  List<String> complaints() {
    for (Operation left : open.values()) {
      if (left.f().equals(":upload")) {
        uploads.get(left.upload()).leftOpen();
      }
    }
    reads.checkSenders();
    for (Sent sent : uploads.values()) {
      if (sent.isDone()) {
        checkKept(sent);
      }
    }
    return complaints.all();
  }

  private void checkKept(Sent sent) {
    for (Sample sample : sent.samples()) {
      Place place = Place.of(sample);
      List<Double> found = reads.lastFound(place);
      if (found.isEmpty()) {
        complaints.add("lost: %s of upload %d, which was acknowledged", place, sent.number());
      } else if (found.size() > 1) {
        complaints.add("doubled: %s is there %d times", place, found.size());
      } else if (sendersOf(place, found.get(0)).stream().allMatch(sent::isAfter)) {
        complaints.add(
            "wrong: %s is %s, though upload %d came later", place, found.get(0), sent.number());
      }
    }
  }

  /** What was looked at, in words. */
  String summary() {
    long samples = uploads.values().stream().mapToLong(sent -> sent.samples().size()).sum();
    long done = uploads.values().stream().filter(Sent::isDone).count();
    return "%,d operations: %,d uploads of %,d samples, %,d acknowledged; %s"
        .formatted(operations, uploads.size(), samples, done, reads.summary());
  }
}
