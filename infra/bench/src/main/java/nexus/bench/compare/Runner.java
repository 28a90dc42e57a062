package nexus.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import nexus.bench.Timings;

/**
 * Measures peers, each by the same steps: start it; load the file once, which warms it up and is
 * the figure of a cold start; load it some times more; after every load count the rows; then ask
 * for series of the last load, drawn at random but the same for all, each answer held against the
 * file.
 */
final class Runner {

  private static final long SEED = 7;

  /** Warm-up questions for every measured one, so that compilers and caches have settled. */
  private static final int WARM_UP = 2;

  /** Slow answers end the questions early, so that the whole comparison ends in minutes. */
  private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(10);

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path folder;
  private final Path file;
  private final Content content;
  private final int loads;
  private final int questions;

  /**
   * @param folder folder for all that peers write
   * @param file the file
   * @param content what is in it
   * @param loads loads that count
   * @param questions most questions that count
   */
  Runner(Path folder, Path file, Content content, int loads, int questions) {
    this.folder = folder;
    this.file = file;
    this.content = content;
    this.loads = loads;
    this.questions = questions;
  }

  /**
   * Starts and measures a peer; the caller closes it.
   *
   * @throws Exception what its client threw, or a {@link WrongAnswer}
   */
  Result measure(Peer peer) throws Exception {
    peer.start(Files.createDirectory(folder.resolve(peer.name())));
    String version = peer.version();
    say("%s %s is started", peer.name(), version);
    double cold = load(peer, 0);
    double[] warm = new double[loads];
    for (int i = 0; i < loads; i++) {
      warm[i] = load(peer, i + 1);
    }
    Timings seconds = Timings.of(warm);
    if (peer instanceof Store store) {
      Timings questionMs = ask(store);
      double bytes = (double) store.bytes() / (content.rows() * (loads + 1));
      return result(peer, version, cold, seconds, Optional.of(questionMs), bytes);
    }
    return result(peer, version, cold, seconds, Optional.empty(), Double.NaN);
  }

  private Result result(
      Peer peer,
      String version,
      double cold,
      Timings seconds,
      Optional<Timings> questionMs,
      double bytes) {
    return new Result(
        peer.name(), version, content.rows(), cold, seconds, questionMs, bytes, peer.note());
  }

  private double load(Peer peer, int run) throws Exception {
    peer.prepare(run, file);
    long begun = System.nanoTime();
    peer.load(file);
    double seconds = (System.nanoTime() - begun) / 1e9;
    long rows = peer.rows();
    if (rows != content.rows()) {
      throw new WrongAnswer("%d rows and not %d".formatted(rows, content.rows()));
    }
    say("  load %d: %.2f s, %,.0f rows/s", run, seconds, rows / seconds);
    return seconds;
  }

  private Timings ask(Store store) throws Exception {
    Random random = new Random(SEED);
    ask(store, random, WARM_UP * questions, WARM_UP_LIMIT);
    Timings milliseconds = ask(store, random, questions, LIMIT);
    say("  questions: p50 %.2f ms", milliseconds.median());
    return milliseconds;
  }

  private Timings ask(Store store, Random random, int times, Duration limit) throws Exception {
    List<SeriesName> names = content.names();
    DoubleStream.Builder milliseconds = DoubleStream.builder();
    long deadline = System.nanoTime() + limit.toNanos();
    for (int asked = 0; asked < times && System.nanoTime() < deadline; asked++) {
      SeriesName name = names.get(random.nextInt(names.size()));
      long begun = System.nanoTime();
      Store.Answer answer = store.ask(name);
      milliseconds.add((System.nanoTime() - begun) / 1e6);
      check(name, answer);
    }
    return Timings.of(milliseconds.build().toArray());
  }

  private void check(SeriesName name, Store.Answer answer) throws Exception {
    Optional<String> difference = content.series(name).difference(answer.points());
    if (difference.isPresent()) {
      throw new WrongAnswer(name + ": " + difference.get());
    }
  }

  private static void say(String format, Object... values) {
    System.err.printf(Locale.ROOT, format + "%n", values);
  }

  /** A peer does not have what the file has. */
  static final class WrongAnswer extends IOException {

    private static final long serialVersionUID = 1L;

    WrongAnswer(String message) {
      super("wrong answer: " + message);
    }
  }
}
