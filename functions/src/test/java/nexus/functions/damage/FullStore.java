package nexus.functions.damage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nexus.functions.testing.Asker;
import nexus.functions.testing.Csv;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.TtlLeases;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.ledger.UploadPlan;
import nexus.telemetry.ledger.Uploads;
import nexus.telemetry.model.GpuId;

/**
 * A store in which every kind of key there is has a value that the pipeline wrote, and one of them
 * can be damaged.
 *
 * <p>Hosts {@code a} and {@code b} have stored samples, at seconds 0 to 2 and an hour later, and
 * two more that wait. A message and a block were set aside, and of a waiting message one attempt
 * failed. Upload {@link #planned} is one of an object, and a chunk of it failed.
 */
final class FullStore {

  static final String CLUSTER = "damage";
  static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  /** Points of each host once what waits is drained. */
  static final int POINTS = 6;

  private static final String EVERYTHING = "/telemetry/";

  private final Kv kv;
  private final Keyspace keys;
  private final Asker asker;
  private final SortedMap<String, String> kinds = new TreeMap<>();
  private SortedMap<String, Entry> whole = new TreeMap<>();
  private String upload = "";
  private String planned = "";

  FullStore(Kv kv, Keyspace keys, Asker asker) {
    this.kv = kv;
    this.keys = keys;
    this.asker = asker;
  }

  /** The upload of the stored samples, whose ledger entry there is. */
  String upload() {
    return upload;
  }

  /** The upload that is one of an object. */
  String planned() {
    return planned;
  }

  /** Whose samples the damaged message has. */
  String hostOfMessage() {
    String key = kinds.get("message");
    String tail = key.substring(key.lastIndexOf('/') + 1);
    return Keyspace.parseTail(tail).orElseThrow().host();
  }

  /** Points of a block of host {@code a}. */
  int pointsOf(String block) {
    return block.equals("block") ? 3 : 1;
  }

  /** A key of every kind, by the kind's name. */
  SortedMap<String, String> kinds() {
    return kinds;
  }

  static String stored() {
    return Csv.series("a", UTIL, 1, 2, 3)
        + Csv.row(0, "a", "DCGM_FI_DEV_XID_ERRORS", "79")
        + Csv.row(3_600, "a", UTIL, "4")
        + rows("b", 1, 2, 3)
        + Csv.row(3_600, "b", UTIL, "4");
  }

  private static String rows(String host, double... values) {
    return Csv.series(host, UTIL, values).substring(Csv.LONG.length());
  }

  private static String waiting() {
    return Csv.LONG
        + Csv.row(7_200, "a", UTIL, "5")
        + Csv.row(7_201, "a", UTIL, "6")
        + Csv.row(7_200, "b", UTIL, "5")
        + Csv.row(7_201, "b", UTIL, "6");
  }

  /** Writes it, and notes what it holds. */
  void write() throws Exception {
    upload = upload(stored());
    drain();
    String stray = keys.message(CLUSTER, "03", key("nobody"));
    put(stray, "garbage".getBytes(UTF_8));
    drain();
    setABlockAside();
    upload(waiting());
    Entry message = first(keys.queue(CLUSTER));
    String partition = keys.partitionOf(CLUSTER, message.key()).orElseThrow();
    String tail = message.key().substring(keys.queue(CLUSTER, partition).length());
    put(
        keys.attempts(CLUSTER, partition, tail),
        "{\"attempts\":1,\"firstMs\":1,\"reason\":\"because\"}".getBytes(UTF_8));
    plan();
    put(keys.expired(CLUSTER), "1000000000000".getBytes(UTF_8));
    put(keys.expiring(CLUSTER), "1000000000001".getBytes(UTF_8));
    long lease = KvFutures.await(kv.grantLease(3_600));
    KvFutures.await(
        kv.txn(
            Txn.always(
                List.of(
                    Op.put(keys.expiringWaits(CLUSTER), new byte[0], lease),
                    Op.put(keys.claim(CLUSTER, "99"), "somebody".getBytes(UTF_8), lease)))));
    whole = read();
    GpuId gpu = new GpuId("a", "0");
    kinds.put("message", message.key());
    kinds.put("attempts", keys.attempts(CLUSTER, partition, tail));
    kinds.put("claim", keys.claim(CLUSTER, partition));
    kinds.put("letter", only("/telemetry/deadletter/" + CLUSTER + "/03/"));
    kinds.put("letter-bytes", only("/telemetry/deadletter/" + CLUSTER + "/bytes/03/"));
    kinds.put("block-letter", only("/telemetry/deadletter/" + CLUSTER + "/blocks/"));
    kinds.put("block-letter-bytes", only("/telemetry/deadletter/" + CLUSTER + "/bytes/blocks/"));
    kinds.put("ledger-entry", keys.ledgerEntry(CLUSTER, upload, 0));
    kinds.put("plan", keys.plan(CLUSTER, planned));
    kinds.put("failure", keys.failure(CLUSTER, planned, 0));
    kinds.put("listed-upload", first(keys.uploads(CLUSTER)).key());
    kinds.put("formats", keys.formats());
    kinds.put("metadata", keys.metadata(CLUSTER, gpu));
    kinds.put("block", keys.block(CLUSTER, gpu, 1_767_225_600_000L));
    kinds.put("newest-block", keys.block(CLUSTER, gpu, 1_767_229_200_000L));
    kinds.put("incidents", keys.incidents(CLUSTER, gpu));
    kinds.put("latest", keys.latest(CLUSTER, "a"));
    kinds.put("uuid", keys.uuid(CLUSTER, "GPU-a"));
    kinds.put("drain-counter", keys.drainCounter(CLUSTER, partition));
    kinds.put("ingest-counter", first(keys.ingestCounters(CLUSTER)).key());
    kinds.put("expired", keys.expired(CLUSTER));
    kinds.put("expiring", keys.expiring(CLUSTER));
    kinds.put("expiring-waits", keys.expiringWaits(CLUSTER));
    assertThat(kinds.values()).doesNotHaveDuplicates();
  }

  private static Keyspace.MessageKey key(String host) {
    return new Keyspace.MessageKey(1_767_225_600_000L, new GpuId(host, "0"), "x-0-0");
  }

  private void setABlockAside() throws Exception {
    upload(Csv.series("aside", UTIL, 1));
    drain();
    put(keys.block(CLUSTER, new GpuId("aside", "0"), 1_767_225_600_000L), new byte[] {'x'});
    String query = "/queryGpu?gpu=aside/0&from=0&to=now&cluster=" + CLUSTER;
    assertThat(asker.ask("GET", query).json().getList("missing")).hasSize(1);
  }

  private void plan() {
    planned = "0123456789abcdef0123456789abcdef";
    TtlLeases leases = new TtlLeases(kv, java.time.InstantSource.system());
    Uploads uploads = new Uploads(kv, keys, leases, 0);
    uploads.keep(
        CLUSTER,
        new UploadPlan(
            UploadPlan.VERSION,
            planned,
            "bucket",
            "key.csv",
            null,
            "etag",
            100,
            50,
            2,
            1_767_225_600_000L,
            null,
            null));
    uploads.failed(CLUSTER, planned, new Uploads.Failed(0, "because", 1_767_225_600_000L));
  }

  /** Uploads a CSV; its identity. */
  String upload(String csv) throws Exception {
    Asker.Reply reply =
        asker.send(
            "POST", "/api/v1/csv/upload?cluster=" + CLUSTER, csv, "Content-Type", "text/csv");
    assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(200);
    assertThat(reply.json().getLong("rejected")).isZero();
    return reply.json().getString("upload");
  }

  /** Drains all that waits. */
  void drain() throws Exception {
    Asker.Reply reply =
        asker.send(
            "POST",
            "/drainQueueBatch",
            "{\"cluster\":\"" + CLUSTER + "\"}",
            "Content-Type",
            "application/json");
    assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(200);
  }

  /** The value of a key now; null where there is none. */
  byte[] value(String key) {
    return KvFutures.await(kv.range(Range.key(key))).entries().stream()
        .findFirst()
        .map(Entry::value)
        .orElse(null);
  }

  /** What a key held when all was whole. */
  byte[] wholeValue(String key) {
    return whole.containsKey(key) ? whole.get(key).value() : new byte[0];
  }

  void put(String key, byte[] value) {
    KvFutures.await(kv.txn(Txn.always(List.of(Op.put(key, value)))));
  }

  private Entry first(String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix).limit(1))).entries().get(0);
  }

  private String only(String prefix) {
    return KvFutures.await(kv.range(Range.prefix(prefix))).entries().get(0).key();
  }

  private SortedMap<String, Entry> read() {
    SortedMap<String, Entry> all = new TreeMap<>();
    KvFutures.await(kv.range(Range.prefix(EVERYTHING))).entries().forEach(e -> all.put(e.key(), e));
    return all;
  }

  /** Makes it whole again: what is not as it was is put back, what came since is removed. */
  void restore() {
    Map<String, Entry> now = new HashMap<>(read());
    List<Op> ops = new ArrayList<>();
    now.keySet().stream().filter(key -> !whole.containsKey(key)).map(Op::delete).forEach(ops::add);
    for (Entry entry : whole.values()) {
      Entry stands = now.get(entry.key());
      if (stands == null || stands.modRevision() != entry.modRevision()) {
        ops.add(Op.put(entry.key(), entry.value(), entry.leaseId()));
      }
    }
    for (int from = 0; from < ops.size(); from += Kv.MAX_OPERATIONS) {
      int to = Math.min(ops.size(), from + Kv.MAX_OPERATIONS);
      KvFutures.await(kv.txn(Txn.always(ops.subList(from, to))));
    }
    whole = read();
  }
}
