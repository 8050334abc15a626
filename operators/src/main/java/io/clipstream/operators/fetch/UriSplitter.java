package io.clipstream.operators.fetch;

import io.clipstream.operators.RawRecord;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * Puts records whose event has a URI and no picture aside. All others pass untouched, also those
 * that are no events: to refuse them is the tagger's business.
 */
final class UriSplitter extends ProcessFunction<RawRecord, RawRecord> {
  private static final long serialVersionUID = 1L;

  static final OutputTag<UriEvent> BY_URI = new OutputTag<>("by-uri") {};

  private final SerializableSupplier<AvroCodec<ImageEvent>> codecs;
  private transient AvroCodec<ImageEvent> codec;

  UriSplitter(SerializableSupplier<AvroCodec<ImageEvent>> codecs) {
    this.codecs = codecs;
  }

  @Override
  public void open(OpenContext context) {
    codec = codecs.get();
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<RawRecord> out) {
    if (codec.decode(record.value()) instanceof Decoding.Ok<ImageEvent> ok
        && ok.value().getImage() == null
        && ok.value().getUri() != null) {
      context.output(BY_URI, new UriEvent(record, ok.value().getUri()));
    } else {
      out.collect(record);
    }
  }
}
