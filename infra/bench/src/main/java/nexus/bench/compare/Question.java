package nexus.bench.compare;

import java.util.Map;
import java.util.stream.Collectors;
import nexus.local.Api;

/** Paths with parameters. */
final class Question {

  private Question() {}

  /** {@code path?name=value&…}, every name and value encoded. */
  static String of(String path, Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> Api.encode(one.getKey()) + "=" + Api.encode(one.getValue()))
        .collect(Collectors.joining("&", path + "?", ""));
  }
}
