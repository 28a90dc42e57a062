package nexus.telemetry.keys;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;

/**
 * Every key the pipeline uses. No other class spells one, which is why this one is long.
 *
 * <pre>
 * /telemetry/queue/{cluster}/{partition:02}/{timestampMs:013}_{host}_{gpu}_{sequence}   message
 *     of a GPU; without {gpu} of several of the host
 * /telemetry/queue-published                                     how often messages were put
 * /telemetry/attempts/{cluster}/{partition:02}/{…same tail}      failed attempts at a message
 * /telemetry/claims/{cluster}/{partition:02}                     claim: owner, under a lease
 * /telemetry/deadletter/{cluster}/{partition:02}/{…same tail}    why a message was set aside
 * /telemetry/deadletter/{cluster}/{partition:02}/{…same tail}@{revision}   of another with that key
 * /telemetry/deadletter/{cluster}/bytes/{partition:02}/{…same tail}     its bytes, untouched
 * /telemetry/deadletter/{cluster}/blocks/{host}/{gpu}/{startMs:013}_{revision}     why a block was
 * /telemetry/deadletter/{cluster}/bytes/blocks/{…same tail}      its bytes, untouched
 * /telemetry/deadletter/{cluster}/broken/{key below its cluster}_{revision}      why a value was
 * /telemetry/deadletter/{cluster}/bytes/broken/{…same tail}      its bytes, untouched
 * /telemetry/ingest/{cluster}/{upload}/{chunk:06}                ledger entry of a chunk
 * /telemetry/plans/{cluster}/{upload}                            how an object is cut into chunks
 * /telemetry/failures/{cluster}/{upload}/{chunk:06}              why a chunk failed last
 * /telemetry/uploads/{cluster}/{countdownMs:013}_{upload}        uploads, the newest first
 * /telemetry/sources/{cluster}/{source}                          how much a live source sends
 * /telemetry/formats                                             versions that may be written
 * /telemetry/clusters/{cluster}/hosts/{host}/gpus/{gpu}/metadata            GPU facts
 * /telemetry/clusters/{cluster}/hosts/{host}/gpus/{gpu}/data/{startMs:013}  block
 * /telemetry/clusters/{cluster}/latest/{host}                    newest values of the host's GPUs
 * /telemetry/clusters/{cluster}/incidents/{host}/{gpu}           what was wrong with a GPU
 * /telemetry/clusters/{cluster}/usage/hours/{dayMs:013}/{host}   usage of a day's hours
 * /telemetry/clusters/{cluster}/usage/days/{dayMs:013}/{host}    the same, added up
 * /telemetry/clusters/{cluster}/usage/until/{host}               up to when it is kept
 * /telemetry/clusters/{cluster}/usage/late/{host}/{fromMs:013}   from when on it is to be made anew
 * /telemetry/clusters/{cluster}/uuids/{uuid}                     host/index
 * /telemetry/clusters/{cluster}/counters/drain/{partition:02}    samples added, overwritten, …
 * /telemetry/clusters/{cluster}/counters/ingest/{shard:02}       values accepted, missing, …
 * /telemetry/clusters/{cluster}/expired                          up to when blocks were removed
 * /telemetry/clusters/{cluster}/expiring                         up to when they will be, and
 * /telemetry/clusters/{cluster}/expiring-waits                   a lease that it waits for
 * </pre>
 *
 * <p>{@code queue} is {@code MESSAGE_QUEUE_PREFIX}. {@code {sequence}} comes from the upload, the
 * chunk and the part, so that a repeated ingest overwrites its own messages; of the rest of a
 * message stored in part it ends in {@code -at{revision}}, when the whole was published. In the
 * tail a {@code _} inside a name is written {@code %5F}: two different GPUs never share a key.
 * Times are padded, so that key order is time order.
 */
public final class Keyspace {

  /** Where messages wait unless configured otherwise. */
  public static final String DEFAULT_QUEUE_PREFIX = "/telemetry/queue";

  /** Latest time a key can hold, in epoch milliseconds: thirteen digits, the year 2286. */
  public static final long MAX_TIME_MS = 9_999_999_999_999L;

  private static final String RESERVED =
      "/telemetry/(attempts|claims|deadletter|ingest|plans|failures|uploads|sources|clusters|formats)/.*";
  private static final Pattern QUEUE_PREFIX = Pattern.compile("(/[A-Za-z0-9._:-]{1,100}){1,8}");
  private static final Pattern TAIL =
      Pattern.compile("(\\d{13})_([A-Za-z0-9.%:-]+)_([A-Za-z0-9.%:-]*)_([A-Za-z0-9-]+)");
  private static final Pattern REST = Pattern.compile("-at(\\d{1,18})$");
  private static final Pattern CHUNK = Pattern.compile("\\d{6,9}");
  private static final Pattern PARTITION = Pattern.compile("\\d{2}");

  /** Behind the other dead letters' keys in order: letters are one range, their bytes another. */
  private static final String BYTES = "bytes/";

  private static final String BLOCKS = "blocks/";
  private static final String BROKEN = "broken/";
  private static final Pattern MESSAGE_LETTER = Pattern.compile("(\\d{2})/(.*)", Pattern.DOTALL);
  private static final Pattern BLOCK_LETTER =
      Pattern.compile(BLOCKS + "([^/]+)/([^/]+)/(\\d{13})_(\\d{1,18})");
  private static final Pattern BLOCK = Pattern.compile("hosts/([^/]+)/gpus/([^/]+)/data/.+");
  private static final Pattern VALUE_LETTER = Pattern.compile(BROKEN + "(.+)_(\\d{1,18})");

  private final String queue;

  /**
   * @param queuePrefix where messages wait, such as {@value #DEFAULT_QUEUE_PREFIX}
   * @throws IllegalArgumentException when it is no prefix, or would fall among the other keys
   */
  public Keyspace(String queuePrefix) {
    if (!QUEUE_PREFIX.matcher(queuePrefix).matches()
        || (queuePrefix + "/").matches(RESERVED)
        || queuePrefix.equals("/telemetry")) {
      throw new IllegalArgumentException("not a usable message queue prefix: " + queuePrefix);
    }
    this.queue = queuePrefix + "/";
  }

  /**
   * What a message's key says.
   *
   * @param timestampMs earliest sample of the message, epoch milliseconds
   * @param host whose samples they are
   * @param gpu whose of the host; empty where they are those of several
   * @param sequence upload, chunk and part
   */
  public record MessageKey(long timestampMs, String host, Optional<GpuId> gpu, String sequence) {

    /** Of one GPU's samples. */
    public MessageKey(long timestampMs, GpuId gpu, String sequence) {
      this(timestampMs, gpu.host(), Optional.of(gpu), sequence);
    }

    /** Of the samples of several GPUs of a host. */
    public static MessageKey ofHost(long timestampMs, String host, String sequence) {
      return new MessageKey(timestampMs, Names.check("host", host), Optional.empty(), sequence);
    }

    /**
     * The key of what is left of this message once a part of it is stored. It says when the whole
     * was published, since etcd's revision of the rest no longer does.
     *
     * @param firstMs earliest sample that is left, epoch milliseconds
     * @param publishedAt revision at which the whole message was published
     */
    public MessageKey rest(long firstMs, long publishedAt) {
      String whole = REST.matcher(sequence).replaceFirst("");
      return new MessageKey(firstMs, host, gpu, whole + "-at" + publishedAt);
    }

    /** The same of one GPU alone. */
    public MessageKey of(GpuId one, long firstMs) {
      return new MessageKey(firstMs, one, sequence);
    }
  }

  // Queue

  /** Prefix of every cluster's messages. */
  public String queues() {
    return queue;
  }

  /**
   * Key that each transaction puts that puts messages, of any cluster: so its version counts them,
   * and whoever is told of them by a watch knows whether one is missing. It lies right before
   * {@link #queues()}, where one watch sees both and no listing of messages finds it.
   */
  public String published() {
    return queue.substring(0, queue.length() - 1) + "-published";
  }

  /** Prefix of a cluster's messages. */
  public String queue(String cluster) {
    return queue + Names.check("cluster", cluster) + "/";
  }

  /** Prefix of a partition's messages. */
  public String queue(String cluster, String partition) {
    return queue(cluster) + partition + "/";
  }

  /** Key of a message. */
  public String message(String cluster, String partition, MessageKey key) {
    return queue(cluster, partition) + tail(key);
  }

  /** The cluster that a key below {@link #queues()} belongs to; empty when it names none. */
  public Optional<String> clusterOf(String queueKey) {
    return clusterBehind(queue, queueKey);
  }

  private static Optional<String> clusterBehind(String prefix, String key) {
    int end = key.indexOf('/', prefix.length());
    return Optional.of(end < 0 ? "" : key.substring(prefix.length(), end)).filter(Names::isValid);
  }

  /** The partition that a key below {@link #queue(String)} is in; empty when it is in none. */
  public Optional<String> partitionOf(String cluster, String queueKey) {
    String rest = queueKey.substring(queue(cluster).length());
    int end = rest.indexOf('/');
    return end == 2 && PARTITION.matcher(rest.substring(0, 2)).matches()
        ? Optional.of(rest.substring(0, 2))
        : Optional.empty();
  }

  /** What the tail of a message's key says; empty when it is none that the pipeline writes. */
  public static Optional<MessageKey> parseTail(String tail) {
    Matcher matcher = TAIL.matcher(tail);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String host = unescape(matcher.group(2));
    String gpu = unescape(matcher.group(3));
    if (!Names.isValid(host) || (!gpu.isEmpty() && !Names.isValid(gpu))) {
      return Optional.empty();
    }
    Optional<GpuId> one = gpu.isEmpty() ? Optional.empty() : Optional.of(new GpuId(host, gpu));
    return Optional.of(
        new MessageKey(Long.parseLong(matcher.group(1)), host, one, matcher.group(4)));
  }

  /**
   * Revision at which the whole message was published, when this is the rest of one; else empty.
   */
  public static OptionalLong publishedAt(String tail) {
    if (tail.lastIndexOf("-at") < 0) {
      return OptionalLong.empty(); // nearly always, and without a regular expression
    }
    Matcher rest = REST.matcher(tail);
    return rest.find() ? OptionalLong.of(Long.parseLong(rest.group(1))) : OptionalLong.empty();
  }

  /** The last part of a message's key. */
  public static String tail(MessageKey key) {
    return time(key.timestampMs())
        + "_"
        + escape(key.host())
        + "_"
        + key.gpu().map(gpu -> escape(gpu.gpu())).orElse("")
        + "_"
        + key.sequence();
  }

  /** Two digits, as partitions and shards are written. */
  public static String twoDigits(int number) {
    return String.format(Locale.ROOT, "%02d", number);
  }

  public String attempts(String cluster, String partition, String tail) {
    return "/telemetry/attempts/" + cluster + "/" + partition + "/" + tail;
  }

  /** Prefix of the failed attempts in a partition. */
  public String attempts(String cluster, String partition) {
    return attempts(cluster, partition, "");
  }

  public String claim(String cluster, String partition) {
    return "/telemetry/claims/" + Names.check("cluster", cluster) + "/" + partition;
  }

  /**
   * Why each of a cluster's messages, blocks and other values was set aside: one entry a dead
   * letter.
   */
  public Range deadLetters(String cluster) {
    String prefix = deadLetterPrefix(cluster);
    return Range.of(prefix + "0", prefix + BYTES);
  }

  public String deadLetter(String cluster, String partition, String tail) {
    return deadLetterPrefix(cluster) + partition + "/" + tail;
  }

  /**
   * Key of a dead letter's untouched bytes, of whatever kind; {@code ~} follows it where they take
   * a second one.
   */
  public String deadLetterBytes(String cluster, String letterKey) {
    String prefix = deadLetterPrefix(cluster);
    return prefix + BYTES + letterKey.substring(prefix.length());
  }

  /** Dead letters of a GPU's blocks that begin in {@code [fromMs, toMs)}. */
  public Range blockLetters(String cluster, GpuId gpu, long fromMs, long toMs) {
    String prefix = blockLetterPrefix(cluster, gpu);
    String end = toMs > MAX_TIME_MS ? Range.endOf(prefix) : prefix + time(toMs);
    return Range.of(prefix + time(fromMs), end);
  }

  /**
   * Dead letter of a block.
   *
   * @param revision revision of the put that damaged it, so that no two damages share a letter
   */
  public String blockLetter(String cluster, GpuId gpu, long startMs, long revision) {
    return blockLetterPrefix(cluster, gpu) + time(startMs) + "_" + revision;
  }

  /**
   * Dead letter of a value of the cluster's store that is no block.
   *
   * @param key the value's key
   * @param revision revision of the put that damaged it
   */
  public String valueLetter(String cluster, String key, long revision) {
    return deadLetterPrefix(cluster)
        + BROKEN
        + key.substring(cluster(cluster).length())
        + "_"
        + revision;
  }

  /**
   * Dead letter of whatever a key of the cluster's store holds: of a block where it is a block's,
   * else of another value.
   *
   * @param revision revision of the put that damaged it
   */
  public String storeLetter(String cluster, String key, long revision) {
    Matcher block = BLOCK.matcher(key.substring(cluster(cluster).length()));
    return block.matches()
        ? blockLetter(cluster, new GpuId(block.group(1), block.group(2)), blockStart(key), revision)
        : valueLetter(cluster, key, revision);
  }

  private static String blockLetterPrefix(String cluster, GpuId gpu) {
    return deadLetterPrefix(cluster) + BLOCKS + gpu.host() + "/" + gpu.gpu() + "/";
  }

  /** What a dead letter's key says of what was set aside. */
  public sealed interface LetterKey {

    /**
     * A message.
     *
     * @param partition its partition, two digits; {@code 00} of a key that lay in none
     * @param tail last part of its key
     */
    record OfMessage(String partition, String tail) implements LetterKey {}

    /**
     * A block.
     *
     * @param gpu whose block it is
     * @param startMs when it begins, epoch milliseconds
     * @param revision revision of the put that damaged it
     */
    record OfBlock(GpuId gpu, long startMs, long revision) implements LetterKey {}

    /**
     * Another value.
     *
     * @param key its key in the cluster's store
     * @param revision revision of the put that damaged it
     */
    record OfValue(String key, long revision) implements LetterKey {}
  }

  /** What a key of {@link #deadLetters} says; empty when the pipeline writes none like it. */
  public Optional<LetterKey> parseLetter(String cluster, String letterKey) {
    String rest = letterKey.substring(deadLetterPrefix(cluster).length());
    Matcher block = BLOCK_LETTER.matcher(rest);
    if (block.matches() && Names.isValid(block.group(1)) && Names.isValid(block.group(2))) {
      GpuId gpu = new GpuId(block.group(1), block.group(2));
      return Optional.of(
          new LetterKey.OfBlock(
              gpu, Long.parseLong(block.group(3)), Long.parseLong(block.group(4))));
    }
    Matcher value = VALUE_LETTER.matcher(rest);
    if (value.matches()) {
      String key = cluster(cluster) + value.group(1);
      return Optional.of(new LetterKey.OfValue(key, Long.parseLong(value.group(2))));
    }
    Matcher message = MESSAGE_LETTER.matcher(rest);
    return message.matches()
        ? Optional.of(new LetterKey.OfMessage(message.group(1), message.group(2)))
        : Optional.empty();
  }

  private static String deadLetterPrefix(String cluster) {
    return "/telemetry/deadletter/" + Names.check("cluster", cluster) + "/";
  }

  // Ledger

  /** Prefix of an upload's ledger entries. */
  public String upload(String cluster, String upload) {
    return ofUpload("ingest", cluster, upload) + "/";
  }

  public String ledgerEntry(String cluster, String upload, int chunk) {
    return upload(cluster, upload) + sixDigits(chunk);
  }

  public String plan(String cluster, String upload) {
    return ofUpload("plans", cluster, upload);
  }

  /** Prefix of the failures of an upload's chunks. */
  public String failures(String cluster, String upload) {
    return ofUpload("failures", cluster, upload) + "/";
  }

  public String failure(String cluster, String upload, int chunk) {
    return failures(cluster, upload) + sixDigits(chunk);
  }

  /** Prefix under which a cluster's uploads are listed, the newest first. */
  public String uploads(String cluster) {
    return "/telemetry/uploads/" + Names.check("cluster", cluster) + "/";
  }

  /** Key that lists an upload as begun at {@code atMs}. */
  public String listedUpload(String cluster, long atMs, String upload) {
    return uploads(cluster) + time(MAX_TIME_MS - atMs) + "_" + Names.check("upload", upload);
  }

  /** The upload that a key below {@link #uploads} lists. */
  public static String uploadOf(String listedKey) {
    String last = listedKey.substring(listedKey.lastIndexOf('/') + 1);
    return last.substring(last.indexOf('_') + 1);
  }

  /** Prefix of a cluster's live sources. */
  public String sources(String cluster) {
    return "/telemetry/sources/" + Names.check("cluster", cluster) + "/";
  }

  public String source(String cluster, String source) {
    return sources(cluster) + Names.check("source", source);
  }

  private static String ofUpload(String kind, String cluster, String upload) {
    return "/telemetry/"
        + kind
        + "/"
        + Names.check("cluster", cluster)
        + "/"
        + Names.check("upload", upload);
  }

  /**
   * The chunk that the key of a ledger entry or of a failure names; −1 when it names none, as no
   * key does that the pipeline writes.
   */
  public static int chunkOf(String key) {
    String last = key.substring(key.lastIndexOf('/') + 1);
    return CHUNK.matcher(last).matches() ? Integer.parseInt(last) : -1;
  }

  private static String sixDigits(int chunk) {
    return String.format(Locale.ROOT, "%06d", chunk);
  }

  // Store

  /** Prefix of every cluster's store. */
  public static String clusters() {
    return "/telemetry/clusters/";
  }

  /** Prefix of a cluster's store. */
  public static String cluster(String cluster) {
    return clusters() + Names.check("cluster", cluster) + "/";
  }

  /** The cluster that a key below {@link #clusters()} belongs to; empty when it names none. */
  public static Optional<String> clusterOfStored(String key) {
    return clusterBehind(clusters(), key);
  }

  /** Key of the versions of the stored formats that may be written, in every cluster. */
  public String formats() {
    return "/telemetry/formats";
  }

  /** Prefix of a GPU's keys. */
  public String gpu(String cluster, GpuId gpu) {
    return cluster(cluster) + "hosts/" + gpu.host() + "/gpus/" + gpu.gpu() + "/";
  }

  public String metadata(String cluster, GpuId gpu) {
    return gpu(cluster, gpu) + "metadata";
  }

  /** Key of the block that begins at {@code startMs}. */
  public String block(String cluster, GpuId gpu, long startMs) {
    return gpu(cluster, gpu) + "data/" + time(startMs);
  }

  /** When the block with this key begins, epoch milliseconds. */
  public static long blockStart(String blockKey) {
    return Long.parseLong(blockKey.substring(blockKey.lastIndexOf('/') + 1));
  }

  /** Blocks of a GPU that begin in {@code [fromMs, toMs)}. */
  public Range blocks(String cluster, GpuId gpu, long fromMs, long toMs) {
    String end =
        toMs > MAX_TIME_MS ? Range.endOf(gpu(cluster, gpu) + "data/") : block(cluster, gpu, toMs);
    return Range.of(block(cluster, gpu, fromMs), end);
  }

  /** Prefix of the newest values of a cluster's hosts. */
  public String latest(String cluster) {
    return cluster(cluster) + "latest/";
  }

  public String latest(String cluster, String host) {
    return latest(cluster) + Names.check("host", host);
  }

  /** The host that a key below {@link #latest(String)} is of. */
  public static String latestHost(String latestKey) {
    return latestKey.substring(latestKey.lastIndexOf('/') + 1);
  }

  /** Prefix of what was wrong with a cluster's GPUs. */
  public String incidents(String cluster) {
    return cluster(cluster) + "incidents/";
  }

  public String incidents(String cluster, GpuId gpu) {
    return incidents(cluster) + gpu.host() + "/" + gpu.gpu();
  }

  /** The GPU that a key below {@link #incidents(String)} is of; empty when it names none. */
  public Optional<GpuId> incidentsGpu(String cluster, String key) {
    String[] names = key.substring(incidents(cluster).length()).split("/", -1);
    return names.length == 2 && Names.isValid(names[0]) && Names.isValid(names[1])
        ? Optional.of(new GpuId(names[0], names[1]))
        : Optional.empty();
  }

  /** Prefix of the usage of a cluster's hours. */
  private static String usage(String cluster) {
    return cluster(cluster) + "usage/";
  }

  /** Usage of a host's hours in the day that begins at {@code dayMs}. */
  public String usageHours(String cluster, long dayMs, String host) {
    return usage(cluster) + "hours/" + time(dayMs) + "/" + Names.check("host", host);
  }

  /** Usage of all hosts' hours in days that begin in {@code [fromMs, toMs)}. */
  public Range usageHours(String cluster, long fromMs, long toMs) {
    String hours = usage(cluster) + "hours/";
    return Range.of(hours + time(fromMs), hours + time(toMs));
  }

  /** Usage of a host in the day that begins at {@code dayMs}. */
  public String usageDays(String cluster, long dayMs, String host) {
    return usage(cluster) + "days/" + time(dayMs) + "/" + Names.check("host", host);
  }

  /** Usage of all hosts in days that begin in {@code [fromMs, toMs)}. */
  public Range usageDays(String cluster, long fromMs, long toMs) {
    String days = usage(cluster) + "days/";
    return Range.of(days + time(fromMs), days + time(toMs));
  }

  /** The day that usage with this key is of, epoch milliseconds. */
  public static long usageDay(String key) {
    String day = key.substring(0, key.lastIndexOf('/'));
    return Long.parseLong(day.substring(day.lastIndexOf('/') + 1));
  }

  /** The host that usage with this key is of, or the time up to which it is kept. */
  public static String usageHost(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /** Prefix of the times up to which usage is kept. */
  public String usageUntil(String cluster) {
    return usage(cluster) + "until/";
  }

  public String usageUntil(String cluster, String host) {
    return usageUntil(cluster) + Names.check("host", host);
  }

  /** Prefix of the times from which on usage is to be made anew. */
  public String usageLate(String cluster) {
    return usage(cluster) + "late/";
  }

  /** Prefix of those of a host. */
  public String usageLate(String cluster, String host) {
    return usageLate(cluster) + Names.check("host", host) + "/";
  }

  public String usageLate(String cluster, String host, long fromMs) {
    return usageLate(cluster, host) + time(fromMs);
  }

  /** The time that such a key names, epoch milliseconds. */
  public static long usageLateFrom(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
  }

  /** The host that such a key names. */
  public static String usageLateHost(String key) {
    return usageHost(key.substring(0, key.lastIndexOf('/')));
  }

  public String uuid(String cluster, String uuid) {
    return cluster(cluster) + "uuids/" + Names.check("uuid", uuid);
  }

  /**
   * Whether a key of the cluster's store holds what samples that come tell again, so that nothing
   * refers to it: newest values, the place of a UUID, or incidents.
   */
  public boolean isToldAgain(String cluster, String key) {
    return key.startsWith(latest(cluster))
        || key.startsWith(incidents(cluster))
        || key.startsWith(cluster(cluster) + "uuids/");
  }

  /** Prefix of the drain's counters. */
  public String drainCounters(String cluster) {
    return cluster(cluster) + "counters/drain/";
  }

  public String drainCounter(String cluster, String partition) {
    return drainCounters(cluster) + partition;
  }

  /** Prefix of ingest's counters. */
  public String ingestCounters(String cluster) {
    return cluster(cluster) + "counters/ingest/";
  }

  public String ingestCounter(String cluster, int shard) {
    return ingestCounters(cluster) + twoDigits(shard);
  }

  /** Key of the time before which all blocks were removed. */
  public String expired(String cluster) {
    return cluster(cluster) + "expired";
  }

  /** Key of the time before which blocks are to be removed. */
  public String expiring(String cluster) {
    return cluster(cluster) + "expiring";
  }

  /** Key that is there as long as that is to wait. */
  public String expiringWaits(String cluster) {
    return cluster(cluster) + "expiring-waits";
  }

  private static String time(long epochMs) {
    if (epochMs < 0 || epochMs > MAX_TIME_MS) {
      throw new IllegalArgumentException("time outside keys: " + epochMs);
    }
    return Long.toString(MAX_TIME_MS + 1 + epochMs).substring(1);
  }

  private static String escape(String name) {
    return name.replace("_", "%5F");
  }

  private static String unescape(String text) {
    return text.replace("%5F", "_");
  }
}
