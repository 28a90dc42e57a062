package nexus.functions.api.fleet;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import nexus.functions.api.AnswerSize;
import nexus.functions.api.DataAnswer;
import nexus.functions.api.GpuAnswer;
import nexus.functions.api.ListPager;
import nexus.functions.api.Listing;
import nexus.functions.api.RequestParameters;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.fleet.Fleet;
import nexus.telemetry.query.fleet.FleetQuery;
import nexus.telemetry.query.fleet.GpuList;
import nexus.telemetry.query.fleet.GpusRequest;
import nexus.telemetry.query.latest.GpuStatus;

/**
 * What there is: clusters, hosts, GPUs.
 *
 * <p>Parameters: {@code cluster}; of one host or GPU {@code host} and {@code gpu}; of a list of
 * GPUs the filters {@code host}, {@code model} and {@code status}, of hosts {@code status}; of
 * lists {@code limit}, 1 to {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT} unless given, and {@code
 * cursor}.
 */
@Singleton
public final class FleetFunctions {

  static final int MAX_LIMIT = 10_000;
  static final int DEFAULT_LIMIT = 1_000;

  /** Clusters of a page; each takes a read of its own. */
  static final int MAX_CLUSTERS = 1_000;

  static final int DEFAULT_CLUSTERS = 100;

  private static final int MAX_MODEL = 256;

  private final FleetQuery fleet;
  private final String defaultCluster;

  FleetFunctions(FleetQuery fleet, Settings settings) {
    this.fleet = fleet;
    this.defaultCluster = settings.cluster();
  }

  /** GPUs and instances of a cluster. */
  public Listing<GpuAnswer> gpus(Request request) {
    return gpus(request, fleet::gpus);
  }

  /** GPUs and instances of one host; there must be such a host. */
  public Listing<GpuAnswer> gpusOfHost(Request request) {
    return gpus(request, fleet::gpusOfHost);
  }

  private Listing<GpuAnswer> gpus(Request request, Function<GpusRequest, GpuList> query) {
    RequestParameters given = RequestParameters.of(request);
    AskedCluster cluster = given.askedCluster(defaultCluster);
    Optional<String> host = given.name("host");
    Optional<String> model = given.exactText("model", MAX_MODEL);
    Optional<GpuStatus> status = status(given);
    String identity = String.join("\n", "gpus", cluster.name(), "" + host, "" + model, "" + status);
    ListPager pager = pager(request, identity);
    Optional<GpuId> behind = pager.after().map(FleetFunctions::place);
    GpuList found =
        query.apply(new GpusRequest(cluster, host, model, status, behind, pager.limit()));
    return pager
        .answer(found.page(), gpu -> gpu.host() + "\n" + gpu.gpu(), FleetFunctions::bytes)
        .map(GpuAnswer::of)
        .without(found.unreadableHosts());
  }

  private static Optional<GpuStatus> status(RequestParameters given) {
    return given.text("status", 20).map(FleetFunctions::status);
  }

  private static GpuStatus status(String word) {
    return GpuStatus.of(word)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "status",
                    "status must be one of "
                        + Arrays.stream(GpuStatus.values())
                            .map(GpuStatus::word)
                            .collect(Collectors.joining(", "))));
  }

  private static GpuId place(String position) {
    String[] hostAndGpu = position.split("\n", 2);
    return new GpuId(hostAndGpu[0], hostAndGpu[hostAndGpu.length - 1]);
  }

  private static long bytes(Fleet.Gpu gpu) {
    return AnswerSize.ofRow(gpu.id(), gpu.uuid(), gpu.host(), gpu.gpu(), gpu.model(), gpu.device());
  }

  /** One GPU with its newest values. */
  public DataAnswer<FleetAnswers.GpuDetail> gpu(Request request) {
    RequestParameters given = RequestParameters.of(request);
    String index = Names.check("gpu", given.text("gpu", Names.MAX_LENGTH).orElse(""));
    AskedCluster cluster = given.askedCluster(defaultCluster);
    return DataAnswer.of(
        FleetAnswers.GpuDetail.of(fleet.gpu(cluster, new GpuId(host(given), index))));
  }

  /** Hosts of a cluster; those that all of their GPUs have left only when asked for. */
  public Listing<FleetAnswers.Host> hosts(Request request) {
    RequestParameters given = RequestParameters.of(request);
    AskedCluster cluster = given.askedCluster(defaultCluster);
    Optional<GpuStatus> status = status(given);
    ListPager pager =
        pager(
            request, "hosts\n" + cluster.name() + status.map(one -> "\n" + one.word()).orElse(""));
    return pager
        .answer(
            fleet.hosts(cluster, status, pager.after(), pager.limit()),
            Fleet.Host::name,
            FleetFunctions::bytes)
        .map(FleetAnswers.Host::of);
  }

  private static long bytes(Fleet.Host host) {
    return AnswerSize.ofRow(host.name())
        + AnswerSize.ofRow(host.gpus().models().keySet().toArray(String[]::new));
  }

  /** One host. */
  public DataAnswer<FleetAnswers.Host> host(Request request) {
    RequestParameters given = RequestParameters.of(request);
    AskedCluster cluster = given.askedCluster(defaultCluster);
    return DataAnswer.of(FleetAnswers.Host.of(fleet.host(cluster, host(given))));
  }

  private static String host(RequestParameters given) {
    return given
        .name("host")
        .orElseThrow(() -> new InvalidInputException("host", "host is missing"));
  }

  /** Clusters. */
  public Listing<FleetAnswers.Cluster> clusters(Request request) {
    ListPager pager =
        new ListPager(
            RequestParameters.of(request),
            "clusters",
            MAX_CLUSTERS,
            DEFAULT_CLUSTERS,
            Long.MAX_VALUE);
    return pager
        .answer(fleet.clusters(pager.after(), pager.limit()), Fleet.Cluster::name, cluster -> 1)
        .map(FleetAnswers.Cluster::of);
  }

  /** One cluster in short. */
  public DataAnswer<FleetAnswers.ClusterDetail> cluster(Request request) {
    AskedCluster cluster = RequestParameters.of(request).askedCluster(defaultCluster);
    return DataAnswer.of(FleetAnswers.ClusterDetail.of(fleet.cluster(cluster)));
  }

  private static ListPager pager(Request request, String identity) {
    RequestParameters given = RequestParameters.of(request);
    return new ListPager(given, identity, MAX_LIMIT, DEFAULT_LIMIT, request.maxBytes());
  }
}
