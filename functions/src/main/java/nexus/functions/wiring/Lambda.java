package nexus.functions.wiring;

/** Whether this process is a function on Lambda, which runs only while an event is handled. */
final class Lambda {

  private Lambda() {}

  static boolean isHere() {
    return System.getenv("AWS_LAMBDA_RUNTIME_API") != null
        || System.getenv("AWS_LAMBDA_FUNCTION_NAME") != null;
  }
}
