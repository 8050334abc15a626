package io.clipstream.operators.fetch;

import io.clipstream.operators.DeadLetter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.util.ExceptionUtils;

/** Fetches the pictures of a stream of URIs. */
final class FetchFunction extends RichAsyncFunction<UriEvent, FetchOutcome> {
  private static final long serialVersionUID = 1L;

  private final FetchSettings settings;
  private transient Fetcher fetcher;
  private transient MetricGroup metrics;
  private transient Counter fetched;
  private transient Counter bytes;
  private transient Map<FetchFault, Counter> refused;

  FetchFunction(FetchSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    fetcher = new Fetcher(settings);
    metrics = getRuntimeContext().getMetricGroup().addGroup("fetch");
    fetched = metrics.counter("imagesFetched");
    bytes = metrics.counter("bytesFetched");
    refused = new EnumMap<>(FetchFault.class);
    metrics.gauge("connections", fetcher::openConnections);
  }

  @Override
  public void asyncInvoke(UriEvent event, ResultFuture<FetchOutcome> result) {
    CompletableFuture<?> unused =
        fetcher
            .fetch(event.uri())
            .whenComplete(
                (fetched, failure) -> {
                  if (failure == null) {
                    // The future may be completed from any thread: metrics wait for the task's own.
                    result.complete(() -> List.of(outcome(event, fetched)));
                  } else {
                    result.completeExceptionally(ExceptionUtils.stripCompletionException(failure));
                  }
                });
  }

  private FetchOutcome outcome(UriEvent event, FetchResult result) {
    if (result instanceof FetchResult.Fetched picture) {
      fetched.inc();
      bytes.inc(picture.bytes().length);
      return new FetchOutcome(event.record().withFetched(picture.bytes()), null);
    }
    FetchResult.Failed failed = (FetchResult.Failed) result;
    refused.computeIfAbsent(failed.fault(), this::refusals).inc();
    return new FetchOutcome(
        null, new DeadLetter(event.record(), "fetch", failed.fault().name(), failed.message()));
  }

  private Counter refusals(FetchFault fault) {
    return metrics.addGroup("reason", fault.name()).counter("imagesRefused");
  }

  @Override
  public void close() {
    if (fetcher != null) {
      fetcher.close();
    }
  }
}
