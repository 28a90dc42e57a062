package nexus.functions.api.format;

import java.io.IOException;
import nexus.telemetry.query.SampleSink;

/** Writes the samples that it takes in some format. */
interface SampleWriter extends SampleSink {

  /** Writes what is left; what is written to stays open. */
  void end() throws IOException;
}
