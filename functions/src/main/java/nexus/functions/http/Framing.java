package nexus.functions.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import nexus.telemetry.model.InvalidInputException;

/**
 * Answers requests of HTTP/1 whose bodies cannot be told from what follows them. The server would
 * take other transfer codings for none, and close the connection without a word where chunks are
 * malformed.
 */
final class Framing {

  private static final String CHUNKED = "chunked";

  /** For who still sends, and would miss the answer. */
  private static final long LINGER_MS = 5_000;

  private Framing() {}

  /**
   * Checks how a body is framed, and sees to it that one that turns out to be malformed is
   * answered.
   *
   * @throws StatusException 501 when a transfer coding is not known, after which the connection is
   *     closed
   */
  static void check(RoutingContext context, Answers answers) {
    HttpServerRequest request = context.request();
    List<String> codings = codings(request);
    if (request.version() == HttpVersion.HTTP_2 || codings.isEmpty()) {
      return;
    }
    if (!codings.equals(List.of(CHUNKED))) {
      context.addEndHandler(end -> request.connection().close());
      throw new StatusException(
          501, "no Transfer-Encoding is known but chunked: compress with Content-Encoding");
    }
    closeBehind(context);
    if (request.connection() instanceof ConnectionBase connection) {
      Watch.of(connection.channel().pipeline()).expect(context, answers);
    }
  }

  /**
   * A request with chunks and a Content-Length may be two where someone on the way believes the
   * other one (RFC 9112, 6.1): nothing behind it is read. The server takes the Content-Length away
   * before it is seen here, so that it is taken to be there.
   */
  private static void closeBehind(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    context.addEndHandler(
        end -> {
          if (request.isEnded()) {
            request.connection().close();
          } else {
            context.vertx().setTimer(LINGER_MS, timer -> request.connection().close());
          }
        });
  }

  private static List<String> codings(HttpServerRequest request) {
    return request.headers().getAll(HttpHeaders.TRANSFER_ENCODING).stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** Sees what comes over a connection before the server does, from a request with chunks on. */
  private static final class Watch extends ChannelInboundHandlerAdapter {

    /** The server's own, by its name. */
    private static final String SERVER = "handler";

    private RoutingContext context;
    private Answers answers;

    /** Whether what comes belongs to no request that is answered. */
    private boolean behind;

    static Watch of(ChannelPipeline pipeline) {
      Watch watch = pipeline.get(Watch.class);
      if (watch == null) {
        watch = new Watch();
        pipeline.addBefore(SERVER, Watch.class.getName(), watch);
      }
      return watch;
    }

    void expect(RoutingContext current, Answers by) {
      this.context = current;
      this.answers = by;
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
      behind |= context != null && message instanceof HttpRequest;
      if (behind) {
        ReferenceCountUtil.release(message);
      } else if (message instanceof HttpContent piece
          && piece.decoderResult().isFailure()
          && context != null) {
        ReferenceCountUtil.release(message);
        refuse(channel);
      } else {
        channel.fireChannelRead(message);
      }
    }

    /** An answer that has begun cannot be taken back: then the connection only ends. */
    private void refuse(ChannelHandlerContext channel) {
      HttpServerResponse response = context.response();
      if (response.headWritten() || response.ended()) {
        ChannelFuture unused = channel.close();
        return;
      }
      HttpServerRequest request = context.request();
      InvalidInputException malformed =
          new InvalidInputException(null, "the body is malformed: its chunks have no such sizes");
      Answer answer =
          answers.failed(
              malformed,
              request.method().name(),
              request.uri(),
              request.getHeader(HttpHeaders.CONTENT_TYPE));
      DefaultFullHttpResponse written =
          new DefaultFullHttpResponse(
              io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(answer.status()),
              Unpooled.wrappedBuffer(answer.body()));
      answer.headers().forEach(written.headers()::set);
      written
          .headers()
          .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length)
          .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      ChannelFuture unused =
          channel.writeAndFlush(written).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
