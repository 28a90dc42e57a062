package nexus.telemetry.kv.jetcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import io.grpc.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.RequestLimits;
import nexus.telemetry.kv.Status;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/**
 * {@link Kv} on a real etcd, over jetcd.
 *
 * <p>Nothing is sent before the first call, so a start survives etcd being away. A call fails at
 * once while no member can be reached, and after its timeout at the latest. jetcd repeats nothing;
 * {@link EtcdCalls} repeats what is safe to repeat.
 *
 * <p>Futures complete in threads that may block.
 */
public final class EtcdKv implements Kv {

  private static final int IDLE_SECONDS = 5;

  private final EtcdConfig config;

  /** Runs callbacks outside the context of the call that they follow. */
  private final Executor pool;

  private final EtcdConnection connection;
  private final EtcdCalls calls;
  private final EtcdMembers members;

  /**
   * Opens no connection.
   *
   * @throws IllegalArgumentException when a certificate or key cannot be read
   */
  public EtcdKv(EtcdConfig config) {
    this.config = config;
    ExecutorService threads = daemonThreads();
    this.pool = Context.ROOT.fixedContextExecutor(threads);
    this.connection = new EtcdConnection(config, threads);
    this.calls = new EtcdCalls(config.callTimeout(), connection, pool);
    this.members = new EtcdMembers(config, connection.ssl(), pool);
  }

  /**
   * Whether a thread that waits for etcd's answers has ended, as a lack of memory ends it: watches
   * may hear nothing more, and only a new process is sound again. Waits for nobody.
   */
  public boolean isBroken() {
    return connection.isBroken() || members.isBroken();
  }

  @Override
  public CompletableFuture<Page> range(Range range) {
    return call(
        "range from " + range.from(),
        calls::read,
        client ->
            client.getKVClient().get(EtcdRequests.key(range.from()), EtcdRequests.option(range)),
        response -> EtcdRequests.page(range, response));
  }

  @Override
  public CompletableFuture<TxnResult> txn(Txn txn) {
    return call(
        describe(txn),
        EtcdRequests.changesNothing(txn) ? calls::read : calls::change,
        client ->
            client
                .getKVClient()
                .txn()
                .If(EtcdRequests.compares(txn.conditions()))
                .Then(EtcdRequests.operations(txn.then()))
                .Else(EtcdRequests.operations(txn.otherwise()))
                .commit(),
        response -> EtcdRequests.result(txn, response));
  }

  private static String describe(Txn txn) {
    return txn.conditions().isEmpty()
        ? "transaction of " + txn.then().size() + " operations"
        : "transaction of %d operations on condition of %s"
            .formatted(txn.then().size(), txn.conditions().get(0).key());
  }

  @Override
  public CompletableFuture<Long> grantLease(long ttlSeconds) {
    return call(
        "lease of " + ttlSeconds + " s",
        calls::change,
        client -> {
          RequestLimits.checkTtl(ttlSeconds);
          return client.getLeaseClient().grant(ttlSeconds);
        },
        response -> response.getID());
  }

  @Override
  public CompletableFuture<Void> revokeLease(long leaseId) {
    CompletableFuture<Void> revoked =
        call(
            "end of lease " + leaseId,
            calls::change,
            client -> client.getLeaseClient().revoke(leaseId),
            response -> null);
    return complete(
        revoked,
        (nothing, failure) -> {
          if (failure instanceof KvException e && e.kind() != KvException.Kind.LEASE_GONE) {
            throw e;
          }
          return null;
        });
  }

  @Override
  public Watch watch(
      String from,
      String toExclusive,
      long revision,
      Consumer<Long> onChange,
      Consumer<KvException> onEnd) {
    Consumer<WatchResponse> tell = response -> onChange.accept(EtcdRequests.revision(response));
    return watch(from, toExclusive, revision, false, tell, onEnd);
  }

  @Override
  public Watch watchPuts(
      String from,
      String toExclusive,
      long revision,
      Consumer<Puts> onPuts,
      Consumer<KvException> onEnd) {
    Consumer<WatchResponse> tell = response -> onPuts.accept(EtcdRequests.puts(response));
    return watch(from, toExclusive, revision, true, tell, onEnd);
  }

  private Watch watch(
      String from,
      String toExclusive,
      long revision,
      boolean putsAlone,
      Consumer<WatchResponse> onChange,
      Consumer<KvException> onEnd) {
    String what = "watch from " + from;
    Client client = connection.client();
    EtcdWatch watch = new EtcdWatch(pool, onChange, onEnd, cause -> failed(what, client, cause));
    watch.started(
        client
            .getWatchClient()
            .watch(
                EtcdRequests.key(from),
                WatchOption.builder()
                    .withRange(EtcdRequests.key(toExclusive))
                    .withRevision(revision + 1)
                    .withNoDelete(putsAlone)
                    .withRequireLeader(true)
                    .build(),
                watch));
    return watch;
  }

  @Override
  public CompletableFuture<Status> status() {
    CompletableFuture<Status> asked;
    try {
      asked = members.status();
    } catch (KvException e) {
      return CompletableFuture.failedFuture(e);
    }
    return complete(
        asked,
        (status, failure) -> {
          if (failure != null) {
            throw EtcdErrors.toKv(where("status"), failure);
          }
          return status;
        });
  }

  /** Ends every call and watch; calls made from now on fail with {@code UNAVAILABLE}. */
  @Override
  public void close() {
    connection.close();
    members.close();
  }

  private <R, T> CompletableFuture<T> call(
      String what,
      Way<R> way,
      Function<Client, CompletableFuture<R>> request,
      Function<R, T> answer) {
    Client client;
    CompletableFuture<R> sent;
    try {
      client = connection.client();
      sent = way.make(client, request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(EtcdErrors.toKv(where(what), e));
    }
    return complete(
        sent,
        (response, failure) -> {
          if (failure != null) {
            throw failed(what, client, failure);
          }
          return answer.apply(response);
        });
  }

  private KvException failed(String what, Client client, Throwable cause) {
    KvException failure = EtcdErrors.toKv(where(what), cause);
    if (failure.kind() == KvException.Kind.UNAVAILABLE
        || failure.kind() == KvException.Kind.TIMEOUT) {
      connection.unreachable(client);
    }
    return failure;
  }

  private String where(String what) {
    return what + " at " + String.join(",", config.endpoints());
  }

  /** How a call is made, with all its attempts. */
  private interface Way<R> {
    CompletableFuture<R> make(Client client, Function<Client, CompletableFuture<R>> request);
  }

  /** What came of a call, made from its answer or its failure. */
  private interface Outcome<R, T> {
    T of(R answer, Throwable failure);
  }

  /** Unlike {@code handle}, this completes with the very exception, never one around it. */
  private <R, T> CompletableFuture<T> complete(CompletableFuture<R> sent, Outcome<R, T> outcome) {
    CompletableFuture<T> result = new CompletableFuture<>();
    var unused =
        sent.whenCompleteAsync(
                (answer, failure) -> {
                  try {
                    result.complete(outcome.of(answer, failure));
                  } catch (RuntimeException e) {
                    result.completeExceptionally(EtcdErrors.toKv("answer of etcd", e));
                  } catch (Error e) { // whoever waits would wait for ever
                    result.completeExceptionally(e);
                  }
                },
                pool)
            .exceptionally(
                noThread -> {
                  result.completeExceptionally(EtcdErrors.toKv("answer of etcd", noThread));
                  return null;
                });
    return result;
  }

  /**
   * Threads for callbacks; never shut down, since calls end after the client does: they idle out. A
   * task runs in the context of whoever began it, so that jetcd makes a call in its attempt's.
   */
  private static ExecutorService daemonThreads() {
    AtomicInteger count = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "etcd-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        }) {
      @Override
      public void execute(Runnable task) {
        super.execute(Context.current().wrap(task));
      }
    };
  }
}
