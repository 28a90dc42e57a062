package nexus.functions.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import nexus.functions.http.BodyPipe;
import nexus.functions.http.BodyWatch;
import nexus.functions.http.CommonRoutes;
import nexus.functions.http.StatusException;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.UploadMemory;
import nexus.telemetry.ingest.given.UploadDefaults;
import nexus.telemetry.model.Names;
import nexus.telemetry.unpack.Unpacked;
import org.jboss.logging.Logger;

/**
 * {@code POST /api/v1/csv/upload?cluster=&host=&gpu=&tz=&metric=&time=&interval=&columns=&dryRun=}:
 * a CSV of any size, in constant memory.
 *
 * <p>It stands ahead of the common reader of bodies, which would hold all of it in memory. The body
 * is parsed while it arrives and queued when it is complete; a body that breaks off queues nothing.
 *
 * <p>A body takes one of the threads once some of it is there, and its memory of what all uploads
 * share. Whatever ends it, an error of the virtual machine among that, is answered.
 */
@Singleton
public final class UploadRoute {

  /** Uploads received at a time; a further one is told to come again. */
  static final int MAX_UPLOADS = 16;

  /** Uploads of which next to nothing has come yet. */
  static final int MAX_BEGINNING = 256;

  private static final Logger LOG = Logger.getLogger(UploadRoute.class);

  private final Ingester ingester;
  private final ObjectMapper json;
  private final Settings settings;
  private final InstantSource clock;
  private final AtomicInteger beginning = new AtomicInteger();
  private final ThreadPoolExecutor receivers =
      new ThreadPoolExecutor(
          0,
          MAX_UPLOADS,
          1,
          TimeUnit.MINUTES,
          new SynchronousQueue<>(),
          task -> new Thread(task, "upload"));

  UploadRoute(Ingester ingester, ObjectMapper json, Settings settings, InstantSource clock) {
    this.ingester = ingester;
    this.json = json;
    this.settings = settings;
    this.clock = clock;
  }

  /** Serves uploads. */
  public void install(Route route) {
    route.order(CommonRoutes.FIRST).handler(this::receive);
  }

  @PreDestroy
  void stop() {
    receivers.shutdownNow();
  }

  private void receive(RoutingContext context) {
    HttpServerRequest request = context.request();
    String cluster = cluster(context);
    UploadDefaults defaults = UploadQuery.defaults(context.queryParams(), clock);
    boolean dryRun = UploadQuery.isDryRun(context.queryParams());
    UploadBody body = UploadBody.of(request);
    checkRoom();
    AtomicReference<BodyPipe> pipe = new AtomicReference<>();
    pipe.set(pipe(context, () -> begin(context, cluster, defaults, dryRun, body, pipe.get())));
    beginning.incrementAndGet();
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      context.response().writeContinue();
    }
    try {
      body.feed(request, pipe.get());
    } catch (RuntimeException e) {
      pipe.get().fail(e);
    }
  }

  /** Says so before the body is sent where it is known by now. */
  private void checkRoom() {
    if (receivers.getActiveCount() >= MAX_UPLOADS || beginning.get() >= MAX_BEGINNING) {
      throw new StatusException(429);
    }
  }

  private void begin(
      RoutingContext context,
      String cluster,
      UploadDefaults defaults,
      boolean dryRun,
      UploadBody body,
      BodyPipe pipe) {
    beginning.decrementAndGet();
    try {
      receivers.execute(() -> finish(context, cluster, defaults, dryRun, body, pipe));
    } catch (RejectedExecutionException e) {
      pipe.close();
      fail(context, new StatusException(429));
    }
  }

  private String cluster(RoutingContext context) {
    String cluster = context.queryParams().get("cluster");
    return cluster == null ? settings.cluster() : Names.check("cluster", cluster);
  }

  private static BodyPipe pipe(RoutingContext context, Runnable ready) {
    HttpServerRequest request = context.request();
    Context eventLoop = context.vertx().getOrCreateContext();
    return new BodyPipe(
        () -> {
          BodyWatch.hold(context, true);
          request.pause();
        },
        () ->
            eventLoop.runOnContext(
                now -> {
                  BodyWatch.hold(context, false);
                  request.resume();
                }),
        ready);
  }

  private void finish(
      RoutingContext context,
      String cluster,
      UploadDefaults defaults,
      boolean dryRun,
      UploadBody body,
      BodyPipe pipe) {
    try (pipe;
        UploadMemory memory = ingester.openMemory()) {
      InputStream content = Unpacked.of(pipe, body.hint(), memory::change);
      answer(
          context,
          dryRun
              ? ingester.dryRun(cluster, content, defaults, memory)
              : ingester.upload(cluster, content, defaults, memory));
    } catch (IOException e) {
      LOG.infof("upload broke off, nothing is queued: cluster=%s reason=%s", cluster, e);
      fail(context, e);
    } catch (RuntimeException | Error e) {
      fail(context, e);
    }
  }

  private void answer(RoutingContext context, IngestResult result) throws JsonProcessingException {
    context
        .response()
        .putHeader("Content-Type", "application/json")
        .end(json.writeValueAsString(result));
  }

  private static void fail(RoutingContext context, Throwable problem) {
    context.vertx().runOnContext(now -> context.fail(problem));
  }
}
