package io.clipstream.operators.fetch;

import io.clipstream.operators.DeadLetter;
import io.clipstream.operators.RawRecord;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * The piece of a job between the source of images and the tagger.
 *
 * <pre>
 *            ┌─ inline ────────────────┐
 * images ────┤                         ├──► images
 *            └─ by URI ──► async fetch ┤
 *                                      └──► refused
 * </pre>
 *
 * Records with a URI come out with {@link RawRecord#fetched}, everything else about them as it was,
 * behind the inline ones that came while they were fetched. Watermarks wait for them. A checkpoint
 * holds the records that are being fetched, and no pictures.
 */
public final class GuardedFetch {
  private static final OutputTag<DeadLetter> REFUSED = new OutputTag<>("refused") {};

  private GuardedFetch() {}

  /**
   * What comes out.
   *
   * @param images for the tagger
   * @param refused records whose picture did not come, of stage {@code fetch}
   */
  public record Streams(DataStream<RawRecord> images, DataStream<DeadLetter> refused) {}

  /**
   * Puts the piece behind a source.
   *
   * @param settings with fetching on
   * @param codecs makes, on each subtask, what reads the events
   * @throws IllegalArgumentException if fetching is off
   */
  public static Streams attach(
      DataStream<RawRecord> images,
      FetchSettings settings,
      SerializableSupplier<AvroCodec<ImageEvent>> codecs) {
    if (!settings.enabled()) {
      throw new IllegalArgumentException("fetching is off: leave the piece out");
    }
    SingleOutputStreamOperator<RawRecord> inline =
        images.process(new UriSplitter(codecs)).name("split-uris").uid("split-uris");
    SingleOutputStreamOperator<RawRecord> fetched =
        fetched(inline.getSideOutput(UriSplitter.BY_URI), settings)
            .process(new Divide())
            .name("divide-fetched")
            .uid("divide-fetched");
    return new Streams(inline.union(fetched), fetched.getSideOutput(REFUSED));
  }

  private static DataStream<FetchOutcome> fetched(
      DataStream<UriEvent> events, FetchSettings settings) {
    // Without a time limit of Flink's: the fetcher has its own, which rejects and does not fail.
    return AsyncDataStream.unorderedWait(
            events, new FetchFunction(settings), 0, TimeUnit.MILLISECONDS, settings.parallel())
        .name("fetch")
        .uid("fetch");
  }

  private static final class Divide extends ProcessFunction<FetchOutcome, RawRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(FetchOutcome outcome, Context context, Collector<RawRecord> out) {
      if (outcome.record() != null) {
        out.collect(outcome.record());
      } else {
        context.output(REFUSED, outcome.refused());
      }
    }
  }
}
