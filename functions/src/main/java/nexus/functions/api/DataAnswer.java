package nexus.functions.api;

/**
 * An answer of one thing.
 *
 * @param success true; an error has another form
 * @param data the thing
 */
public record DataAnswer<T>(boolean success, T data) {

  /** The answer of one thing. */
  public static <T> DataAnswer<T> of(T data) {
    return new DataAnswer<>(true, data);
  }
}
