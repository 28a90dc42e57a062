package nexus.local.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request to the application as a page shows it.
 *
 * @param at page and line
 * @param method GET, POST …
 * @param path without the query
 * @param parameters names in the query
 * @param fields names in the body, at its top, of JSON or of a form
 * @param contentType of the body; empty where none is said
 */
record DocumentedRequest(
    String at,
    String method,
    String path,
    List<String> parameters,
    List<String> fields,
    String contentType) {

  /** The application, on this machine or on AWS. */
  private static final Pattern ADDRESS =
      Pattern.compile("^(?:http://127\\.0\\.0\\.1:8080|\\$api)(/[^?]*)(?:\\?(.*))?$");

  /** A request within a line, names in braces and dots included. */
  private static final Pattern LINE =
      Pattern.compile("^(GET|POST|DELETE) (/[^ ?]*)(?:\\?([^ ]*))?$");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> WITH_A_VALUE =
      Set.of("-T", "-X", "-H", "-F", "-d", "-o", "--data-urlencode", "--aws-sigv4", "--user");

  private static final Set<String> WITHOUT = Set.of("-G");

  DocumentedRequest {
    parameters = List.copyOf(parameters);
    fields = List.copyOf(fields);
  }

  /** What curl is told to send. */
  static List<DocumentedRequest> ofCurl() throws IOException {
    List<DocumentedRequest> requests = new ArrayList<>();
    for (DocumentedCommand curl : DocumentedCommand.named("curl")) {
      requests.add(of(curl));
    }
    return requests;
  }

  /** Those that tables and sentences name, as {@code GET /clusterStats?cluster=&top=}. */
  static List<DocumentedRequest> withinLines() throws IOException {
    List<DocumentedRequest> requests = new ArrayList<>();
    for (Page page : Project.pages()) {
      for (Page.Piece span : page.spans()) {
        LINE.matcher(span.text())
            .results()
            .map(
                found ->
                    new DocumentedRequest(
                        page.at(span.line()),
                        found.group(1),
                        found.group(2),
                        names(found.group(3)),
                        List.of(),
                        ""))
            .forEach(requests::add);
      }
    }
    return requests;
  }

  private static DocumentedRequest of(DocumentedCommand curl) throws IOException {
    List<String> data = curl.after("-d");
    boolean inQuery = curl.words().contains("-G");
    MatchResult address =
        ADDRESS
            .matcher(address(curl))
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError(curl + " asks somebody else"));
    List<String> parameters = new ArrayList<>(names(address.group(2)));
    if (inQuery) {
      data.forEach(pair -> parameters.addAll(names(pair)));
      curl.after("--data-urlencode").forEach(pair -> parameters.addAll(names(pair)));
    }
    List<String> fields = new ArrayList<>();
    if (!inQuery) {
      for (String json : data) {
        JSON.readTree(json).fieldNames().forEachRemaining(fields::add);
      }
    }
    curl.after("-F").forEach(pair -> fields.addAll(names(pair)));
    return new DocumentedRequest(
        curl.at(), method(curl, inQuery), address.group(1), parameters, fields, contentType(curl));
  }

  private static String address(DocumentedCommand curl) {
    List<String> rest = new ArrayList<>(curl.arguments());
    List<String> addresses = new ArrayList<>();
    while (!rest.isEmpty()) {
      String word = rest.remove(0);
      if (WITH_A_VALUE.contains(word)) {
        rest.remove(0);
      } else if (!WITHOUT.contains(word)) {
        addresses.add(word);
      }
    }
    if (addresses.size() != 1) {
      throw new AssertionError(
          curl + " names no address, or an option that this test does not know");
    }
    return addresses.get(0);
  }

  private static String method(DocumentedCommand curl, boolean inQuery) {
    Optional<String> said = curl.after("-X").stream().findFirst();
    boolean body = curl.words().contains("-F") || (curl.words().contains("-d") && !inQuery);
    String otherwise = curl.words().contains("-T") ? "PUT" : body ? "POST" : "GET";
    return said.orElse(otherwise);
  }

  private static String contentType(DocumentedCommand curl) {
    if (curl.words().contains("-F")) {
      return "multipart/form-data";
    }
    return curl.after("-H").stream()
        .filter(header -> header.startsWith("Content-Type: "))
        .map(header -> header.substring("Content-Type: ".length()))
        .findFirst()
        .orElse("");
  }

  private static List<String> names(String query) {
    if (query == null) {
      return List.of();
    }
    return Stream.of(query.split("&", -1))
        .filter(pair -> !pair.isEmpty())
        .map(pair -> URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8))
        .toList();
  }
}
