package nexus.bench.run;

import java.io.IOException;
import java.util.function.Supplier;
import nexus.bench.Connection;
import nexus.bench.Timings;

/** One request after the other over one connection, each timed. */
final class Requests {

  /** Asks once. */
  interface Question {
    byte[] ask(Connection connection) throws IOException;
  }

  /** Looks at an answer when its time has been taken. */
  interface Check {
    void accept(byte[] answer) throws IOException;
  }

  private Requests() {}

  /** {@link #time} for {@code GET}. */
  static Timings get(Stack stack, int warmUp, int count, Supplier<String> path, Check check)
      throws IOException {
    return time(stack, warmUp, count, connection -> connection.get(path.get()), check);
  }

  /**
   * Milliseconds from before a request is sent until its whole answer is here.
   *
   * @param warmUp requests that do not count
   * @param count those that do
   */
  static Timings time(Stack stack, int warmUp, int count, Question question, Check check)
      throws IOException {
    try (Connection connection = stack.connect()) {
      return time(connection, warmUp, count, question, check);
    }
  }

  /** The same over a connection that stays. */
  static Timings time(Connection connection, int warmUp, int count, Question question, Check check)
      throws IOException {
    double[] milliseconds = new double[count];
    for (int i = -warmUp; i < count; i++) {
      long begun = System.nanoTime();
      byte[] answer = question.ask(connection);
      double taken = (System.nanoTime() - begun) / 1e6;
      check.accept(answer);
      if (i >= 0) {
        milliseconds[i] = taken;
      }
    }
    return Timings.of(milliseconds);
  }
}
