package nexus.functions.http.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections that nobody uses: one without a request for {@value #IDLE_SECONDS} s, and one
 * whose request has begun and has no whole head after {@value #HEAD_SECONDS} s. The server's own
 * limit is that of the longest answer.
 *
 * <p>Netty loads it, where {@code io.netty.bootstrap.extensions} says so, and tells it of every
 * connection that is taken.
 */
public final class ConnectionLimits extends ChannelInitializerExtension {

  /** No common interval of those who ask again and again: they would find it closing. */
  static final int IDLE_SECONDS = 150;

  static final int HEAD_SECONDS = 30;

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    channel.pipeline().addFirst(Watch.class.getName(), new Watch());
  }

  /** A request has a whole head; its connection is in use until it is answered. */
  public static void begin(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!(request.connection() instanceof ConnectionBase connection)) {
      return;
    }
    Channel channel = connection.channel();
    Watch watch = channel.pipeline().get(Watch.class);
    if (watch != null) {
      watch.begin(request.version() == HttpVersion.HTTP_2);
      context.addEndHandler(end -> channel.eventLoop().execute(watch::end));
    }
  }

  /** Of one connection, in its event loop. */
  static final class Watch extends ChannelInboundHandlerAdapter {

    private ChannelHandlerContext channel;
    private Future<?> limit;
    private long begun;
    private long open;
    private boolean inHead;

    /** Whether requests share the connection, so that not all that comes is one's head. */
    private boolean shared;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      channel = context;
      arm(IDLE_SECONDS);
      context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      long before = begun;
      context.fireChannelRead(message);
      if (begun == before && open == 0 && !inHead && !shared) {
        inHead = true;
        arm(HEAD_SECONDS);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      disarm();
      context.fireChannelInactive();
    }

    void begin(boolean sharing) {
      begun++;
      open++;
      inHead = false;
      shared |= sharing;
      disarm();
    }

    void end() {
      open--;
      if (open == 0) {
        arm(IDLE_SECONDS);
      }
    }

    private void arm(int seconds) {
      disarm();
      if (channel != null && channel.channel().isActive()) {
        limit = channel.executor().schedule(this::close, seconds, TimeUnit.SECONDS);
      }
    }

    private void disarm() {
      if (limit != null) {
        limit.cancel(false);
        limit = null;
      }
    }

    private void close() {
      ChannelFuture unused = channel.close();
    }
  }
}
