package io.clipstream.operators.fetch;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.schemas.codec.WireFormat;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

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
  private static final OutputTag<DeadLetter> REFUSED =
      new OutputTag<>("refused", RecordTypes.DEAD_LETTER);

  static final TypeInformation<Either<RawRecord, DeadLetter>> OUTCOME =
      new EitherTypeInfo<>(RecordTypes.RAW_RECORD, RecordTypes.DEAD_LETTER);

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
   * @param format how the events are written
   * @throws IllegalArgumentException if fetching is off
   */
  public static Streams attach(
      DataStream<RawRecord> images, FetchSettings settings, WireFormat format) {
    if (!settings.enabled()) {
      throw new IllegalArgumentException("fetching is off: leave the piece out");
    }
    SingleOutputStreamOperator<RawRecord> inline =
        images
            .process(new UriSplitter(format))
            .returns(RecordTypes.RAW_RECORD)
            .name("split-uris")
            .uid("split-uris");
    SingleOutputStreamOperator<RawRecord> fetched =
        fetched(inline.getSideOutput(UriSplitter.BY_URI), settings, format)
            .process(new Divide())
            .returns(RecordTypes.RAW_RECORD)
            .name("divide-fetched")
            .uid("divide-fetched");
    return new Streams(inline.union(fetched), fetched.getSideOutput(REFUSED));
  }

  private static DataStream<Either<RawRecord, DeadLetter>> fetched(
      DataStream<RawRecord> records, FetchSettings settings, WireFormat format) {
    // Without a time limit of Flink's: the fetcher has its own, which rejects and does not fail.
    return AsyncDataStream.unorderedWait(
            records,
            new FetchFunction(settings, format),
            0,
            TimeUnit.MILLISECONDS,
            settings.capacity())
        .returns(OUTCOME)
        .name("fetch")
        .uid("fetch");
  }

  private static final class Divide
      extends ProcessFunction<Either<RawRecord, DeadLetter>, RawRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(
        Either<RawRecord, DeadLetter> outcome, Context context, Collector<RawRecord> out) {
      if (outcome.isLeft()) {
        out.collect(outcome.left());
      } else {
        context.output(REFUSED, outcome.right());
      }
    }
  }
}
