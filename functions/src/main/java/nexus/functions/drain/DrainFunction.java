package nexus.functions.drain;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import nexus.telemetry.drain.DrainResult;

/** {@code POST /drainQueueBatch}. */
@Singleton
public class DrainFunction {

  private final LoggingDrainer drain;

  DrainFunction(LoggingDrainer drain) {
    this.drain = drain;
  }

  /** Stores and acknowledges messages that wait. */
  @Funq
  public DrainResult drainQueueBatch(DrainRequest request) {
    DrainRequest asked = request == null ? DrainRequest.EMPTY : request;
    return drain.run(asked.checkedCluster(), asked.limits());
  }
}
