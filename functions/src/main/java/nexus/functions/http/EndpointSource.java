package nexus.functions.http;

import java.util.List;

/** What has functions that answer paths: every bean of this type is served, on every transport. */
public interface EndpointSource {

  /** Its functions, each with its path. */
  List<EndpointFunction> endpoints();
}
