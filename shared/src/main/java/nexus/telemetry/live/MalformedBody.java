package nexus.telemetry.live;

import nexus.telemetry.model.InvalidInputException;

/** What is told of a body that is not what it is said to be. */
final class MalformedBody {

  private MalformedBody() {}

  static InvalidInputException of(String what) {
    return new InvalidInputException("body", what);
  }

  static InvalidInputException of(String what, Throwable cause) {
    InvalidInputException bad = of(what);
    bad.initCause(cause);
    return bad;
  }
}
