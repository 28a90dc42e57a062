package nexus.functions.api;

/**
 * An answer of one thing.
 *
 * @param success true; an error has another form
 * @param data the thing
 */
record DataAnswer<T>(boolean success, T data) {

  static <T> DataAnswer<T> of(T data) {
    return new DataAnswer<>(true, data);
  }
}
