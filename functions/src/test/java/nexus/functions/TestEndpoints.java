package nexus.functions;

import nexus.functions.http.EndpointTable;

/** The table of endpoints without what answers them. */
public final class TestEndpoints {

  private TestEndpoints() {}

  /** Every endpoint; a function of it fails when it is called. */
  public static EndpointTable table() {
    return new Endpoints(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null, null, null, null)
        .table();
  }
}
