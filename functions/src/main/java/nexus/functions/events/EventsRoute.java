package nexus.functions.events;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.Names;

/**
 * {@code GET /api/v1/events?cluster=}: server-sent events. {@code stats} with the cluster's figures
 * at the start and after changes, {@code hosts} with the names of hosts whose newest values
 * changed, each with etcd's revision as its {@code id}; a comment every 15 s.
 */
@Singleton
public final class EventsRoute {

  private final ClusterFeeds feeds;
  private final Settings settings;

  EventsRoute(ClusterFeeds feeds, Settings settings) {
    this.feeds = feeds;
    this.settings = settings;
  }

  /** Serves events. */
  public void install(Route route) {
    route.blockingHandler(this::listen, false);
  }

  void stop(@Observes ShutdownEvent event) {
    feeds.close();
  }

  private void listen(RoutingContext context) {
    String cluster = cluster(context);
    feeds.takePlace();
    try {
      feeds.summary(cluster); // what is wrong with the cluster, or with etcd, is told as an error
    } catch (RuntimeException | Error e) {
      feeds.giveUpPlace();
      throw e;
    }
    context.vertx().getOrCreateContext().runOnContext(now -> begin(context, cluster));
  }

  private String cluster(RoutingContext context) {
    String cluster = context.queryParams().get("cluster");
    return cluster == null ? settings.cluster() : Names.check("cluster", cluster);
  }

  private void begin(RoutingContext context, String cluster) {
    if (context.response().closed()) {
      feeds.giveUpPlace();
      return;
    }
    AtomicReference<EventStream> stream = new AtomicReference<>();
    stream.set(EventStream.begin(context, () -> feeds.leave(cluster, stream.get())));
    if (!feeds.join(cluster, stream.get())) {
      stream.get().end();
    }
  }
}
