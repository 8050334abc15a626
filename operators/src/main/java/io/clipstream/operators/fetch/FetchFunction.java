package io.clipstream.operators.fetch;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.codec.WireFormat;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.ExceptionUtils;

/** Fetches the pictures of records with a URI: left with its picture, or right with the reason. */
final class FetchFunction extends RichAsyncFunction<RawRecord, Either<RawRecord, DeadLetter>> {
  private static final long serialVersionUID = 1L;

  private final FetchSettings settings;
  private final WireFormat format;
  private transient EventUris uris;
  private transient Fetcher fetcher;
  private transient MetricGroup metrics;
  private transient Counter fetched;
  private transient Counter bytes;
  private transient Map<FetchFault, Counter> refused;

  FetchFunction(FetchSettings settings, WireFormat format) {
    this.settings = settings;
    this.format = format;
  }

  @Override
  public void open(OpenContext context) {
    uris = new EventUris(format);
    fetcher = new Fetcher(settings);
    metrics = getRuntimeContext().getMetricGroup().addGroup("fetch");
    fetched = metrics.counter("imagesFetched");
    bytes = metrics.counter("bytesFetched");
    refused = new EnumMap<>(FetchFault.class);
    metrics.gauge("connections", fetcher::openConnections);
    metrics.gauge("pausedHosts", fetcher::pausedHosts);
  }

  @Override
  public void asyncInvoke(RawRecord record, ResultFuture<Either<RawRecord, DeadLetter>> result) {
    long start = System.nanoTime();
    CompletableFuture<?> unused =
        fetcher
            .fetch(uris.of(record).orElseThrow())
            .whenComplete(
                (fetched, failure) -> {
                  long micros = (System.nanoTime() - start) / 1_000;
                  if (failure == null) {
                    // The future may be completed from any thread: metrics wait for the task's own.
                    result.complete(() -> List.of(outcome(record, fetched, micros)));
                  } else {
                    result.completeExceptionally(ExceptionUtils.stripCompletionException(failure));
                  }
                });
  }

  private Either<RawRecord, DeadLetter> outcome(RawRecord record, FetchResult result, long micros) {
    return result.match(
        picture -> Either.Left(withPicture(record, picture, micros)),
        failed -> Either.Right(letter(record, failed)));
  }

  private RawRecord withPicture(RawRecord record, FetchResult.Fetched picture, long micros) {
    fetched.inc();
    bytes.inc(picture.bytes().length);
    return record.withFetched(new RawRecord.Fetched(picture.bytes(), micros));
  }

  private DeadLetter letter(RawRecord record, FetchResult.Failed failed) {
    refused.computeIfAbsent(failed.fault(), this::refusals).inc();
    return DeadLetter.of(record, LetterStage.FETCH, failed.fault(), failed.message());
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
