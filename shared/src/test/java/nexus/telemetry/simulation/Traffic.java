package nexus.telemetry.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import nexus.telemetry.kv.KvException;

/** Calls on their way to the store, strays among them, and what watches have to tell. */
final class Traffic {

  private static final KvException.Kind[] REFUSALS = {
    KvException.Kind.UNAVAILABLE,
    KvException.Kind.TIMEOUT,
    KvException.Kind.OVERLOADED,
    KvException.Kind.NO_SPACE
  };

  /** Power of two of the steps that a stray takes at most. */
  private static final int LONGEST_STRAY = 10;

  private final SplittableRandom random;
  private final Trace trace;
  private final List<Request<?>> underWay = new ArrayList<>();
  private final List<Stray> strays = new ArrayList<>();
  private final List<SimulatedWatch> watches = new ArrayList<>();
  private int telling;
  private int due;

  /** A call that its caller was told had failed, and the step from which on it may arrive. */
  private record Stray(Request<?> request, int fromStep) {}

  Traffic(SplittableRandom random, Trace trace) {
    this.random = random;
    this.trace = trace;
  }

  void add(Request<?> request) {
    underWay.add(request);
  }

  void add(SimulatedWatch watch) {
    watches.add(watch);
  }

  /** How many things may happen next. */
  int choices() {
    watches.removeIf(SimulatedWatch::isDead);
    telling = 0;
    for (SimulatedWatch watch : watches) {
      telling += watch.hasNews() ? 1 : 0;
    }
    due = 0;
    for (Stray stray : strays) {
      due += isDue(stray) ? 1 : 0;
    }
    return underWay.size() + telling + due;
  }

  private boolean isDue(Stray stray) {
    return stray.fromStep() <= trace.steps();
  }

  /** Has one of these things happen. */
  void choose(int choice, Faults faults) {
    if (choice < underWay.size()) {
      Request<?> request = underWay.get(choice);
      underWay.remove(choice);
      call(request, faults);
    } else if (choice < underWay.size() + telling) {
      tell(newsworthy(choice - underWay.size()), faults);
    } else {
      arrive(due(choice - underWay.size() - telling));
    }
  }

  private SimulatedWatch newsworthy(int place) {
    return watches.stream().filter(SimulatedWatch::hasNews).skip(place).findFirst().orElseThrow();
  }

  private Stray due(int place) {
    return strays.stream().filter(this::isDue).skip(place).findFirst().orElseThrow();
  }

  private void call(Request<?> request, Faults faults) {
    int fate = random.nextInt(1_000);
    if (request.from().isDead()) {
      arriveOrNot(request, fate < 500);
    } else if ((fate -= faults.refused()) < 0) {
      KvException.Kind kind = REFUSALS[random.nextInt(request.puts() ? 4 : 3)];
      trace.call(request, "refused " + kind);
      request.fail(kind);
    } else if ((fate -= faults.answerLost()) < 0) {
      request.doneUnheard();
      trace.call(request, "done, answer lost");
      request.fail(random.nextBoolean() ? KvException.Kind.TIMEOUT : KvException.Kind.UNAVAILABLE);
    } else if ((fate -= faults.late()) < 0) {
      trace.call(request, "late");
      strays.add(new Stray(request, trace.steps() + late()));
      request.fail(KvException.Kind.TIMEOUT);
    } else {
      request.done();
      trace.call(request, "done");
    }
  }

  /** Steps that a stray takes: often a few, now and then more than a run has. */
  private int late() {
    return random.nextInt(1 << (2 + random.nextInt(LONGEST_STRAY - 1)));
  }

  private void arrive(Stray stray) {
    strays.remove(stray);
    arriveOrNot(stray.request(), random.nextInt(4) > 0);
  }

  private void arriveOrNot(Request<?> request, boolean arrives) {
    if (arrives) {
      request.doneUnheard();
    }
    trace.call(request, arrives ? "done, unheard" : "never arrives");
  }

  private void tell(SimulatedWatch watch, Faults faults) {
    int fate = random.nextInt(1_000);
    trace.chosen(2, fate);
    if ((fate -= faults.watchEnds()) < 0) {
      trace.say(watch.name(), "watch ends", "");
      watches.remove(watch);
      watch.end();
    } else if ((fate -= faults.watchRepeats()) < 0) {
      trace.say(watch.name(), "watch tells again", "");
      watch.tellAgain();
    } else if ((fate -= faults.watchLoses()) < 0) {
      trace.say(watch.name(), "watch loses", "");
      watch.passOver();
    } else {
      trace.say(watch.name(), "watch tells", "");
      watch.tell();
    }
  }

  /** The store does all that is still under way, or it never arrives. */
  void settle() {
    underWay.forEach(request -> strays.add(new Stray(request, 0)));
    underWay.clear();
    while (!strays.isEmpty()) {
      arrive(strays.get(random.nextInt(strays.size())));
    }
  }
}
