package nexus.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests that pages show, against the OpenAPI description. */
final class DocumentedRequestsTest {

  @Test
  void everyCurlAsksForARouteWithItsOwnParameters() throws IOException {
    assertDescribed(DocumentedRequest.ofCurl());
  }

  @Test
  void everyRequestInATableIsARouteWithItsOwnParameters() throws IOException {
    assertDescribed(DocumentedRequest.withinLines());
  }

  private static void assertDescribed(List<DocumentedRequest> requests) throws IOException {
    ApiDescription description = ApiDescription.read();
    assertThat(requests)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            request -> assertThat(description.objection(request)).as("%s", request).isEmpty());
  }
}
