package nexus.telemetry.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import nexus.telemetry.model.UnreadableException.Kind;

/** What tests expect of what cannot be read, or not here. */
public final class Unreadable {

  private Unreadable() {}

  /** Passes an {@link UnreadableException} of this kind alone. */
  public static Consumer<Throwable> unreadable(Kind kind) {
    return problem ->
        assertThat(problem)
            .isInstanceOfSatisfying(
                UnreadableException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  /** Passes a {@link NewerFormatException} of bytes of this format alone. */
  public static Consumer<Throwable> newer(StoredFormat format) {
    return problem ->
        assertThat(problem)
            .isInstanceOfSatisfying(
                NewerFormatException.class, e -> assertThat(e.format()).isEqualTo(format));
  }

  /** Passes a {@link NewerFormatException} of this format that names the key. */
  public static Consumer<Throwable> newer(StoredFormat format, String key) {
    return problem -> {
      assertThat(problem).satisfies(newer(format));
      assertThat(((NewerFormatException) problem).key()).contains(key);
      assertThat(problem).hasMessageContaining(key);
    };
  }
}
