import client.ApiClient;
import client.ApiException;
import client.api.ClustersApi;
import client.api.FunctionsApi;
import client.api.GpusApi;
import client.api.IngestApi;
import client.api.OperationApi;
import client.model.Aggregation;
import client.model.AmbiguousGpuAnswer;
import client.model.Cluster;
import client.model.ClusterSummary;
import client.model.CsvChunk;
import client.model.DrainRequest;
import client.model.DrainResult;
import client.model.ErrorAnswer;
import client.model.ErrorDetail;
import client.model.Gpu;
import client.model.GpuDetail;
import client.model.GpuPage;
import client.model.GpuSeries;
import client.model.GpuStatus;
import client.model.Health;
import client.model.IngestProgress;
import client.model.IngestResult;
import client.model.MetricFigures;
import client.model.Point;
import client.model.Readiness;
import client.model.SampleFormat;
import client.model.TelemetryPage;
import client.model.TopValue;
import client.model.ValuePage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Calls a running application through the generated client, and compares what comes back with what
 * a file of name=value lines says of the CSV. Ends with status 1 at the first difference.
 */
final class Caller {

  private static final String CLUSTER = "from-java";

  /** The words of an expectation. */
  private final Properties expected = new Properties();

  private final File csv;
  private final ApiClient client = new ApiClient();
  private final GpusApi gpus;
  private final ClustersApi clusters;
  private final IngestApi ingest;
  private final FunctionsApi functions;
  private final OperationApi operation;

  private final String uuid;
  private final String host;
  private final String gpu;
  private final List<String> metric;
  private final OffsetDateTime first;
  private final OffsetDateTime last;

  private Caller(String url, File csv, Path expectations) throws IOException {
    this.csv = csv;
    client.updateBaseUri(url);
    gpus = new GpusApi(client);
    clusters = new ClustersApi(client);
    ingest = new IngestApi(client);
    functions = new FunctionsApi(client);
    operation = new OperationApi(client);
    try (var lines = Files.newBufferedReader(expectations)) {
      expected.load(lines);
    }
    uuid = expected.getProperty("uuid");
    host = expected.getProperty("host");
    gpu = expected.getProperty("gpu");
    metric = List.of(expected.getProperty("metric"));
    first = OffsetDateTime.parse(expected.getProperty("firstTime"));
    last = OffsetDateTime.parse(expected.getProperty("lastTime"));
  }

  /** Takes the application's address, the CSV, and the file of what is expected. */
  public static void main(String[] arguments) throws Exception {
    Caller caller = new Caller(arguments[0], new File(arguments[1]), Path.of(arguments[2]));
    String upload = caller.upload();
    caller.statistics();
    caller.everyGpu();
    caller.samples();
    caller.operations(upload);
    caller.refusals();
    caller.health();
    System.out.println(
        "ok  Java client: upload, clusters, GPUs, samples, ingests, functions, refusals and health"
            + " are as the sample says");
  }

  private long number(String name) {
    return Long.parseLong(expected.getProperty(name));
  }

  private double decimal(String name) {
    return Double.parseDouble(expected.getProperty(name));
  }

  private static void same(String what, Object actual, Object wanted) {
    if (!Objects.equals(actual, wanted)) {
      throw new AssertionError(what + ": " + actual + ", not " + wanted);
    }
  }

  private String upload() throws ApiException {
    IngestResult one = ingest.uploadCsv(csv, CLUSTER, "UTC", null, null, null, null, null, null, null);
    same("cluster", one.getCluster(), CLUSTER);
    same("rows", one.getRows(), number("rows"));
    same("accepted", one.getAccepted(), number("rows"));
    same("missing and rejected", one.getMissing() + one.getRejected(), 0L);
    same("already ingested", one.getAlreadyIngested(), false);
    IngestResult again = ingest.uploadCsv(csv, CLUSTER, "UTC", null, null, null, null, null, null, null);
    same("the same content", again.getUpload(), one.getUpload());
    same("is known", again.getAlreadyIngested(), true);
    return one.getUpload();
  }

  private ClusterSummary emptyQueue() throws ApiException, InterruptedException {
    for (int tries = 0; tries < 300; tries++) {
      ClusterSummary stats = functions.clusterStats(CLUSTER, 2, List.of(metric.get(0), "NONE"));
      if (stats.getQueue().getMessages() == 0) {
        return stats;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("the queue is not empty after a minute");
  }

  private void statistics() throws ApiException, InterruptedException {
    ClusterSummary stats = emptyQueue();
    same("hosts", stats.getHosts(), number("hosts"));
    same("GPUs", stats.getGpus(), number("gpus"));
    same("models", stats.getModels(), Map.of(expected.getProperty("model"), number("gpus")));
    same("metrics", (long) stats.getMetrics().size(), number("metrics"));
    MetricFigures figures = stats.getMetrics().get(metric.get(0));
    same("count", figures.getCount(), number("gpus"));
    same("top", stats.getTop().stream().map(TopValue::getMetric).distinct().toList(), metric);
    same("highest", stats.getTop().get(0).getValue(), figures.getMax());
    same("rows of all uploads", stats.getIngest().getRows(), number("rows"));
    same("more than 31 bits", stats.getStore().getQuotaBytes() > Integer.MAX_VALUE, true);
    Cluster wanted = new Cluster().id(CLUSTER).hosts(number("hosts")).gpus(number("gpus"));
    same("listed", clusters.listClusters(null, null).getData().contains(wanted), true);
    same(
        "by path",
        clusters.getClusterStats(CLUSTER, null, null).getData().getGpus(),
        number("gpus"));
  }

  private void everyGpu() throws ApiException {
    List<Gpu> found = new ArrayList<>();
    String cursor = null;
    do {
      GpuPage page = gpus.listGpus(CLUSTER, null, null, null, 5, cursor);
      same("total", page.getTotal(), number("gpus"));
      found.addAll(page.getData());
      cursor = page.getCursor();
    } while (cursor != null);
    Map<String, Gpu> byUuid = found.stream().collect(Collectors.toMap(Gpu::getUuid, one -> one));
    same("GPUs of all pages", (long) byUuid.size(), number("gpus"));
    Gpu one = byUuid.get(uuid);
    same("host and index", one.getHostname() + "/" + one.getGpu(), host + "/" + gpu);
    same("model", one.getName(), expected.getProperty("model"));
    same("status", one.getStatus(), GpuStatus.ACTIVE);
    same("gone", gpus.listGpus(CLUSTER, null, null, GpuStatus.STALE, 5, null).getTotal(), 0L);
    GpuDetail detail = clusters.getClusterHostGpu(CLUSTER, host, gpu).getData();
    same("last seen", detail.getLastSeen(), one.getLastSeen());
    same(
        "newest",
        detail.getLatest().stream()
            .filter(point -> metric.contains(point.getMetric()))
            .map(Point::getValue)
            .toList(),
        List.of(decimal("lastValue")));
  }

  private TelemetryPage samples(String id, String step, Aggregation aggregation)
      throws ApiException {
    return gpus.getGpuTelemetry(
        id,
        CLUSTER,
        first.toInstant().toString(),
        last.plusSeconds(1).toInstant().toString(),
        metric,
        step,
        aggregation,
        null,
        null,
        null,
        null,
        SampleFormat.JSON);
  }

  private void samples() throws ApiException {
    for (String id : List.of(uuid, host + ":" + gpu, host + "/" + gpu)) {
      TelemetryPage page = samples(id, null, null);
      same("samples", page.getCount(), number("points"));
      same("no further page", page.getCursor(), null);
      Point newest = page.getData().get(page.getData().size() - 1);
      same("first", page.getData().get(0).getTimestamp(), first);
      same("last", newest.getTimestamp(), last);
      same("last value", newest.getValue(), decimal("lastValue"));
    }
    same(
        "highest of the day",
        samples(uuid, "1d", Aggregation.MAX).getData().get(0).getValue(),
        decimal("max"));
    series();
    ValuePage newest = gpus.listLatestValues(CLUSTER, host, null, metric, null, null, null);
    same(
        "newest of the host",
        newest.getData().stream()
            .filter(value -> value.getUuid().equals(uuid))
            .map(value -> value.getValue())
            .toList(),
        List.of(decimal("lastValue")));
  }

  private void series() throws ApiException {
    GpuSeries answer =
        functions.queryGpu(
            host + "/" + gpu,
            null,
            CLUSTER,
            metric,
            first.toInstant().toString(),
            last.plusSeconds(1).toInstant().toString(),
            null,
            null,
            null,
            null,
            null,
            null);
    same("GPU of the series", answer.getUuid(), uuid);
    same("begin of the series", answer.getFrom(), first);
    List<List<Double>> points = answer.getSeries().get(0).getPoints();
    same("points", (long) points.size(), number("points"));
    same(
        "last point",
        points.get(points.size() - 1),
        List.of((double) last.toInstant().toEpochMilli(), decimal("lastValue")));
  }

  private void operations(String upload) throws ApiException, IOException {
    List<IngestProgress> ingests = ingest.listIngests(CLUSTER, null, null).getIngests();
    same("ingests", ingests.stream().map(IngestProgress::getUpload).toList(), List.of(upload));
    IngestProgress one = ingest.getIngest(upload, CLUSTER);
    same("status", one.getStatus(), IngestProgress.StatusEnum.DONE);
    same("rows", one.getRows(), number("rows"));
    same("newest", one.getLastTime(), OffsetDateTime.parse(expected.getProperty("newestTime")));
    same("letters", ingest.listDeadLetters(CLUSTER, null, null).getCount(), 0L);
    DrainResult drained =
        functions.drainQueueBatch(new DrainRequest().cluster(CLUSTER).maxMessages(null));
    same("drained cluster", drained.getCluster(), CLUSTER);
    same("drained", drained.getMessages(), 0L);
    String header = Files.readAllLines(csv.toPath()).get(0);
    IngestResult chunk =
        functions.ingestCsvChunk(
            new CsvChunk().cluster(CLUSTER + "-chunk").csv(header + "\nno,row\n"));
    same("rejected", chunk.getRejected(), 1L);
    same("line", chunk.getRejects().get(0).getLine(), 2L);
  }

  /** What is called and is to be refused. */
  private interface Call {
    void run() throws ApiException;
  }

  private <T> T refusal(Call call, int status, Class<T> type) throws IOException {
    try {
      call.run();
    } catch (ApiException refused) {
      same("status", refused.getCode(), status);
      return client.getObjectMapper().readValue(refused.getResponseBody(), type);
    }
    throw new AssertionError("not refused with " + status);
  }

  private void refusals() throws IOException {
    ErrorAnswer missing = refusal(() -> clusters.getCluster("nowhere"), 404, ErrorAnswer.class);
    same("code", missing.getError().getCode(), ErrorDetail.CodeEnum.NOT_FOUND);
    AmbiguousGpuAnswer several =
        refusal(() -> samples(gpu, null, null), 409, AmbiguousGpuAnswer.class);
    same("candidates", several.getError().getCandidates().contains(host + ":" + gpu), true);
  }

  private void health() throws ApiException {
    Health now = operation.getHealth();
    same("health", now.getStatus(), Health.StatusEnum.UP);
    same("etcd", now.getChecks().getEtcd().getReachable(), true);
    same("ready", operation.getReadiness().getStatus(), Readiness.StatusEnum.READY);
  }
}
