package nexus.functions.api;

/**
 * An answer of one thing.
 *
 * @param success true; an error has another form
 * @param data the thing
 */
record One<T>(boolean success, T data) {

  static <T> One<T> of(T data) {
    return new One<>(true, data);
  }
}
