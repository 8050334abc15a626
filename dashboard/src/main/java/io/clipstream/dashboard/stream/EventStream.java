package io.clipstream.dashboard.stream;

import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.live.LiveClient;
import io.clipstream.dashboard.live.LiveStream;
import io.clipstream.dashboard.store.Result;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Server-sent events, written by the request's own thread: whoever does not read holds up his own
 * answer alone, and is let go when the connection has been idle for too long.
 */
final class EventStream implements AutoCloseable {
  /** Pictures a second at most: more than eyes follow. */
  private static final int A_TICK = 5;

  private static final long TICK_MILLIS = 250;
  private static final int TICKS_A_STATE = 4;

  private final LiveStream live;
  private final Supplier<Object> state;
  private final CountDownLatch closed = new CountDownLatch(1);

  EventStream(LiveStream live, Supplier<Object> state) {
    this.live = live;
    this.state = state;
  }

  void serve(Context context) throws IOException, InterruptedException {
    LiveClient client =
        join(context)
            .orElseThrow(
                () ->
                    new ServiceUnavailableResponse(
                        "too many look on already; close other windows of the dashboard"));
    try {
      context.res().setContentType("text/event-stream");
      context.res().setCharacterEncoding("UTF-8");
      write(client, context);
    } catch (IOException gone) {
      // The browser went; that is how streams end.
    } finally {
      live.leave(client);
    }
  }

  /** A window that shows no results asks for the state alone. */
  private Optional<LiveClient> join(Context context) {
    return Asked.text(context, "results").equals("none")
        ? live.joinForNothing()
        : live.join(Asked.filter(context));
  }

  /** Until the browser goes, or who looks on logs out. */
  private void write(LiveClient client, Context context) throws IOException, InterruptedException {
    OutputStream out = context.res().getOutputStream();
    long lastCounted = -1;
    int tick = 0;
    do {
      LiveClient.Portion portion = client.take(A_TICK);
      for (Result result : portion.results()) {
        event(out, "result", result);
      }
      if (portion.counted() != lastCounted || !portion.results().isEmpty()) {
        event(out, "counts", Map.of("counted", portion.counted(), "sent", portion.sent()));
        lastCounted = portion.counted();
      }
      if (tick++ % TICKS_A_STATE == 0) {
        event(out, "state", state.get());
      }
      out.flush();
    } while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS) && Person.stays(context));
  }

  private static void event(OutputStream out, String name, Object value) throws IOException {
    out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    out.write(Json.bytes(value));
    out.write("\n\n".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
