package nexus.functions.http;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.InvalidInputException;

/**
 * Answers only requests that were meant for this application, as their {@code Host} says. A site
 * may let its name point at 127.0.0.1, and its page would then read everything here: that is DNS
 * rebinding, and the name gives it away. An address cannot be rebound, so that each is taken.
 *
 * <p>Where it listens to this machine alone, it is called {@code localhost}, as the machine, or as
 * the settings say. Where it listens to others it is reached by names that only they know, behind
 * load balancers: then every name is taken, unless the settings name some.
 */
@Singleton
final class Hosts {

  /** Stands for any name. */
  private static final String ANY = "*";

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(:\\d{0,5})?");
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)");
  private static final Pattern ADDRESS = Pattern.compile("\\[.*]|\\d{1,3}(\\.\\d{1,3}){3}");

  private final boolean any;
  private final Set<String> names = new HashSet<>(Set.of("localhost"));

  /** Names of this machine, as soon as they are known. */
  private volatile Set<String> machine = Set.of();

  @Inject
  Hosts(Settings settings) {
    this(settings.http().host(), settings.http().allowedHosts());
  }

  /**
   * @param bound address or name that is listened on
   * @param allowed further names, or {@code *}
   */
  Hosts(String bound, Set<String> allowed) {
    this.any = allowed.contains(ANY) || (allowed.isEmpty() && !isLoopback(bound));
    names.add(small(bound));
    allowed.forEach(name -> names.add(small(name)));
  }

  private static boolean isLoopback(String bound) {
    try {
      return InetAddress.getByName(bound).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Asks for the machine's names, for which a name server may be asked: nobody waits for that. */
  void learnNames(@Observes StartupEvent event) {
    if (!any) {
      Thread learning = new Thread(() -> machine = machineNames(), "host-names");
      learning.setDaemon(true);
      learning.start();
    }
  }

  private static Set<String> machineNames() {
    Set<String> found = new HashSet<>();
    try {
      InetAddress here = InetAddress.getLocalHost();
      for (String name : List.of(here.getHostName(), here.getCanonicalHostName())) {
        found.add(small(name));
        found.add(small(name) + ".local");
      }
    } catch (UnknownHostException e) {
      return found; // It has none that anybody could ask for.
    }
    return found;
  }

  /**
   * Checks whom a request is meant for.
   *
   * @return the host and the port as they were sent; null where a request of HTTP/1.0 says none
   * @throws InvalidInputException when it does not say, as it must, or says what is no host
   * @throws StatusException 421 when it is meant for another one
   */
  String check(HttpServerRequest request) {
    List<String> given = request.headers().getAll(HttpHeaders.HOST);
    if (request.version() == HttpVersion.HTTP_2 && given.isEmpty()) {
      HostAndPort authority = request.authority();
      given = authority == null ? List.of() : List.of(authority.toString());
    }
    if (given.isEmpty() && request.version() == HttpVersion.HTTP_1_0) {
      return null;
    }
    if (given.size() != 1) {
      String many = given.isEmpty() ? "no Host" : "more than one Host";
      throw new InvalidInputException("Host", "the request has " + many);
    }
    String target = ofTarget(request);
    check(given.get(0));
    if (target != null) {
      check(target);
      return target;
    }
    return given.get(0);
  }

  /**
   * The host within the target of the request, as it is sent to a proxy, which counts more than the
   * header (RFC 9112, 3.2.2); null where there is none.
   */
  private static String ofTarget(HttpServerRequest request) {
    Matcher absolute = ABSOLUTE.matcher(request.uri());
    return absolute.lookingAt() ? absolute.group(1) : null;
  }

  /** Checks a host, with or without a port, as above. */
  void check(String host) {
    Matcher parts = HOST.matcher(host);
    if (!parts.matches()) {
      throw new InvalidInputException("Host", "Host is no name or address, with a port or without");
    }
    String name = small(parts.group(1));
    if (!any
        && !ADDRESS.matcher(name).matches()
        && !names.contains(name)
        && !machine.contains(name)) {
      throw new StatusException(
          421,
          "this is not "
              + name
              + ": ask for localhost or an address, or name it in ALLOWED_HOSTS where it is started");
    }
  }

  private static String small(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
