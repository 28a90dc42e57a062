package nexus.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import nexus.telemetry.model.UnreadableException.Kind;

/** What tests expect of what cannot be read. */
public final class Unreadable {

  private Unreadable() {}

  /** Passes an {@link UnreadableException} of this kind alone. */
  public static Consumer<Throwable> unreadable(Kind kind) {
    return problem ->
        assertThat(problem)
            .isInstanceOfSatisfying(
                UnreadableException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
