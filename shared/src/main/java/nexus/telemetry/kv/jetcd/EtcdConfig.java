package nexus.telemetry.kv.jetcd;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Where etcd is and how to speak to it.
 *
 * @param endpoints addresses of its members, such as {@code http://127.0.0.1:2379}; all {@code
 *     http} or all {@code https}; the port is 2379 when there is none
 * @param username user to authenticate as; null or blank for none
 * @param password the user's password; null or blank for none
 * @param caFile PEM certificates that sign the members'; null for the JVM's own
 * @param certFile PEM certificate this client shows; null for none
 * @param keyFile PEM key (PKCS 8) of that certificate; null for none
 * @param callTimeout longest that one call takes
 */
public record EtcdConfig(
    List<String> endpoints,
    String username,
    String password,
    Path caFile,
    Path certFile,
    Path keyFile,
    Duration callTimeout) {

  /** Time a call is given unless configured otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private static final int DEFAULT_PORT = 2379;
  private static final int MAX_PORT = 65_535;
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);

  /**
   * @throws IllegalArgumentException naming the component that cannot be used
   */
  public EtcdConfig {
    endpoints = endpoints.stream().map(String::strip).toList();
    username = blankToNull(username);
    password = blankToNull(password);
    boolean secure = checkEndpoints(endpoints);
    check((username == null) == (password == null), "username and password go together");
    checkFile("caFile", caFile, secure);
    checkFile("certFile", certFile, secure);
    checkFile("keyFile", keyFile, secure);
    check((certFile == null) == (keyFile == null), "certFile and keyFile go together");
    check(
        callTimeout.compareTo(Duration.ZERO) > 0 && callTimeout.compareTo(LONGEST_TIMEOUT) <= 0,
        "callTimeout must be more than nothing and at most 10 minutes, not " + callTimeout);
  }

  /** Neither credentials nor certificates, and the default timeout. */
  public static EtcdConfig of(String... endpoints) {
    return new EtcdConfig(List.of(endpoints), null, null, null, null, null, DEFAULT_TIMEOUT);
  }

  /** The same, with another timeout. */
  public EtcdConfig withCallTimeout(Duration timeout) {
    return new EtcdConfig(endpoints, username, password, caFile, certFile, keyFile, timeout);
  }

  /** Whether the connection is encrypted. */
  boolean secure() {
    return endpoints.get(0).startsWith("https:");
  }

  /** The endpoints, each with its port. */
  List<URI> uris() {
    return endpoints.stream().map(EtcdConfig::uri).toList();
  }

  private static URI uri(String endpoint) {
    URI uri = URI.create(endpoint);
    int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
    return URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "EtcdConfig[endpoints=%s, username=%s, caFile=%s, certFile=%s, keyFile=%s, callTimeout=%s]"
        .formatted(endpoints, username, caFile, certFile, keyFile, callTimeout);
  }

  private static boolean checkEndpoints(List<String> endpoints) {
    check(!endpoints.isEmpty(), "endpoints: at least one is needed");
    List<String> schemes = endpoints.stream().map(EtcdConfig::checkEndpoint).distinct().toList();
    check(schemes.size() == 1, "endpoints: all must be http or all https");
    return schemes.get(0).equals("https");
  }

  /** Returns the scheme. An endpoint that is refused is not quoted: it may hold a password. */
  private static String checkEndpoint(String endpoint) {
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("endpoints: one is no URL", e);
    }
    check(
        uri.getScheme() != null && Set.of("http", "https").contains(uri.getScheme()),
        "endpoints: each must begin with http:// or https://");
    check(uri.getUserInfo() == null, "endpoints: credentials belong in username and password");
    check(
        uri.getHost() != null
            && uri.getPort() <= MAX_PORT
            && Set.of("", "/").contains(uri.getPath())
            && uri.getQuery() == null
            && uri.getFragment() == null,
        "endpoints: each must be a host and a port, such as http://127.0.0.1:2379");
    return uri.getScheme();
  }

  private static void checkFile(String field, Path file, boolean secure) {
    if (file != null) {
      check(Files.isReadable(file), field + ": no such file, or not readable: " + file);
      check(secure, field + " is of use with https endpoints only");
    }
  }

  private static String blankToNull(String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }
}
