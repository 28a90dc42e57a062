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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import nexus.functions.http.BodyPipe;
import nexus.functions.http.CommonRoutes;
import nexus.functions.http.StatusException;
import nexus.functions.wiring.Settings;
import nexus.telemetry.ingest.IngestResult;
import nexus.telemetry.ingest.UploadDefaults;
import nexus.telemetry.model.Names;
import nexus.telemetry.unpack.Unpacked;
import org.jboss.logging.Logger;

/**
 * {@code POST /api/v1/csv/upload?cluster=&host=&tz=&metric=&time=&interval=&columns=&dryRun=}: a
 * CSV of any size, in constant memory.
 *
 * <p>It stands ahead of the common reader of bodies, which would hold all of it in memory. The body
 * is parsed while it arrives and queued when it is complete; a body that breaks off queues nothing.
 */
@Singleton
public final class UploadRoute {

  /** Uploads received at a time; a further one is told to come again. */
  static final int MAX_UPLOADS = 16;

  private static final Logger LOG = Logger.getLogger(UploadRoute.class);

  private final Ingester ingester;
  private final ObjectMapper json;
  private final Settings settings;
  private final ThreadPoolExecutor receivers =
      new ThreadPoolExecutor(
          0,
          MAX_UPLOADS,
          1,
          TimeUnit.MINUTES,
          new SynchronousQueue<>(),
          task -> new Thread(task, "upload"));

  UploadRoute(Ingester ingester, ObjectMapper json, Settings settings) {
    this.ingester = ingester;
    this.json = json;
    this.settings = settings;
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
    UploadDefaults defaults = UploadQuery.defaults(context.queryParams());
    boolean dryRun = UploadQuery.isDryRun(context.queryParams());
    UploadBody body = UploadBody.of(request);
    BodyPipe pipe = pipe(context, request);
    try {
      receivers.execute(() -> finish(context, cluster, defaults, dryRun, body, pipe));
    } catch (RejectedExecutionException e) {
      throw new StatusException(429);
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      context.response().writeContinue();
    }
    body.feed(request, pipe);
  }

  private String cluster(RoutingContext context) {
    String cluster = context.queryParams().get("cluster");
    return cluster == null ? settings.cluster() : Names.check("cluster", cluster);
  }

  private static BodyPipe pipe(RoutingContext context, HttpServerRequest request) {
    Context eventLoop = context.vertx().getOrCreateContext();
    return new BodyPipe(request::pause, () -> eventLoop.runOnContext(now -> request.resume()));
  }

  private void finish(
      RoutingContext context,
      String cluster,
      UploadDefaults defaults,
      boolean dryRun,
      UploadBody body,
      BodyPipe pipe) {
    try (pipe) {
      InputStream content = Unpacked.of(pipe, body.hint());
      answer(
          context,
          dryRun
              ? ingester.dryRun(cluster, content, defaults)
              : ingester.upload(cluster, content, defaults));
    } catch (IOException e) {
      LOG.infof("upload broke off, nothing is queued: cluster=%s reason=%s", cluster, e);
      fail(context, e);
    } catch (RuntimeException e) {
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
