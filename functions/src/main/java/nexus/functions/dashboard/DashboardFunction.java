package nexus.functions.dashboard;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nexus.functions.http.Content;
import nexus.functions.http.Request;
import nexus.functions.http.StatusException;

/**
 * {@code GET /}, {@code GET /docs}, {@code GET /openapi.yaml} and {@code GET /assets/{file}}. The
 * files are those listed here: what a request names is looked up among them, and no other file is
 * ever opened.
 */
@Singleton
public final class DashboardFunction {

  private static final String PAGE = "index.html";
  private static final String DOCS = "docs.html";
  private static final String DESCRIPTION = "openapi.yaml";
  private static final String FOLDER = "dashboard/";
  private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final String SWAGGER = "META-INF/resources/webjars/swagger-ui/5.34.1/";

  /** Files of the project's own. */
  static final List<String> OWN =
      List.of(
          PAGE,
          "style.css",
          "panel.css",
          "icon.svg",
          "api.js",
          "app.js",
          "chart.js",
          "data.js",
          DOCS,
          "docs.js",
          "dom.js",
          "fields.js",
          "format.js",
          "freshness.js",
          "heatmap.js",
          "ingests.js",
          "layout.js",
          "lists.js",
          "live.js",
          "palette.js",
          "panel.js",
          "series.js",
          "sources.js",
          "theme.js",
          "upload.js",
          "verdicts.js");

  /** Files of the library that draws the series. */
  static final List<String> OF_UPLOT = List.of("uPlot.iife.min.js", "uPlot.min.css");

  /** Files of the library that shows the description. */
  static final List<String> OF_SWAGGER = List.of("swagger-ui-bundle.js", "swagger-ui.css");

  private static final Map<String, String> RESOURCES =
      Stream.of(
              OWN.stream().map(file -> Map.entry(file, FOLDER + file)),
              OF_UPLOT.stream().map(file -> Map.entry(file, UPLOT + file)),
              OF_SWAGGER.stream().map(file -> Map.entry(file, SWAGGER + file)),
              Stream.of(Map.entry(DESCRIPTION, "api/" + DESCRIPTION)))
          .flatMap(files -> files)
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final Map<String, Asset> read = new HashMap<>();

  /** The dashboard. */
  public Content page(Request request) {
    return asset(PAGE);
  }

  /** The page that shows the description. */
  public Content docs(Request request) {
    return asset(DOCS);
  }

  /** The description. */
  public Content description(Request request) {
    return asset(DESCRIPTION);
  }

  /** The {@code file} of a page. */
  public Content asset(Request request) {
    return asset(request.parameters().get("file").get(0));
  }

  private synchronized Asset asset(String file) {
    String resource = RESOURCES.get(file);
    if (resource == null) {
      throw new StatusException(404);
    }
    return read.computeIfAbsent(file, first -> Asset.read(resource));
  }
}
