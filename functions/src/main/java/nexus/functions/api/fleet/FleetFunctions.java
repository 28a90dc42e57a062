package nexus.functions.api.fleet;

import jakarta.inject.Singleton;
import nexus.functions.api.DataAnswer;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.Fleet;
import nexus.telemetry.query.FleetQuery;
import nexus.telemetry.query.Listing;

/** What there is: clusters, hosts, GPUs. */
@Singleton
public final class FleetFunctions {

  private final FleetQuery fleet;
  private final Settings settings;

  FleetFunctions(FleetQuery fleet, Settings settings) {
    this.fleet = fleet;
    this.settings = settings;
  }

  /** GPUs and instances of a cluster. */
  public Listing<Fleet.Gpu> gpus(Request request) {
    return fleet.gpus(request.parameters(), settings.cluster(), request.maxBytes());
  }

  /** GPUs and instances of one host, of which there must be such a one. */
  public Listing<Fleet.Gpu> gpusOfHost(Request request) {
    return fleet.gpusOfHost(request.parameters(), settings.cluster(), request.maxBytes());
  }

  /** One GPU with its newest values. */
  public DataAnswer<Fleet.GpuDetail> gpu(Request request) {
    return DataAnswer.of(fleet.gpu(request.parameters(), settings.cluster()));
  }

  /** Hosts of a cluster. */
  public Listing<Fleet.Host> hosts(Request request) {
    return fleet.hosts(request.parameters(), settings.cluster(), request.maxBytes());
  }

  /** One host. */
  public DataAnswer<Fleet.Host> host(Request request) {
    return DataAnswer.of(fleet.host(request.parameters(), settings.cluster()));
  }

  /** Clusters. */
  public Listing<Fleet.Cluster> clusters(Request request) {
    return fleet.clusters(request.parameters());
  }

  /** One cluster in short. */
  public DataAnswer<Fleet.ClusterDetail> cluster(Request request) {
    return DataAnswer.of(fleet.cluster(request.parameters(), settings.cluster()));
  }
}
