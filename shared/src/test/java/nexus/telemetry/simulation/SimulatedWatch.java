package nexus.telemetry.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.Kv.Puts;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Range;

/** A watch, which tells when the schedule says so. */
final class SimulatedWatch implements Kv.Watch {

  private final SimulatedKv from;
  private final SimulatedStore store;
  private final String first;
  private final String toExclusive;
  private final Consumer<Puts> onPuts;
  private final Consumer<KvException> onEnd;
  private int next;
  private Puts last;
  private boolean closed;

  SimulatedWatch(
      SimulatedKv from,
      SimulatedStore store,
      String first,
      String toExclusive,
      long afterRevision,
      Consumer<Puts> onPuts,
      Consumer<KvException> onEnd) {
    this.from = from;
    this.store = store;
    this.first = first;
    this.toExclusive = toExclusive;
    this.onPuts = onPuts;
    this.onEnd = onEnd;
    this.next = store.putsAfter(afterRevision);
  }

  String name() {
    return from.name();
  }

  boolean isDead() {
    return closed || from.isDying();
  }

  boolean hasNews() {
    return next < store.puts().size();
  }

  void tell() {
    List<Entry> entries =
        store.puts().get(next++).stream()
            .filter(entry -> Range.holds(first, toExclusive, entry.key()))
            .toList();
    if (!entries.isEmpty()) {
      last = new Puts(entries.get(0).modRevision(), Optional.of(entries));
      onPuts.accept(last);
    }
  }

  void passOver() {
    next++;
  }

  void tellAgain() {
    if (last != null) {
      onPuts.accept(last);
    }
  }

  void end() {
    closed = true;
    onEnd.accept(new KvException(KvException.Kind.UNAVAILABLE, "simulated", null));
  }

  @Override
  public void close() {
    closed = true;
  }
}
