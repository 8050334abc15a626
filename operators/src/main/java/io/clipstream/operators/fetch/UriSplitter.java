package io.clipstream.operators.fetch;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.schemas.codec.WireFormat;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Puts records whose event has a URI and no picture aside. All others pass untouched, also those
 * that are no events: to refuse them is the tagger's business.
 */
final class UriSplitter extends ProcessFunction<RawRecord, RawRecord> {
  private static final long serialVersionUID = 1L;

  static final OutputTag<RawRecord> BY_URI = new OutputTag<>("by-uri", RecordTypes.RAW_RECORD);

  private final WireFormat format;
  private transient EventUris uris;

  UriSplitter(WireFormat format) {
    this.format = format;
  }

  @Override
  public void open(OpenContext context) {
    uris = new EventUris(format);
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<RawRecord> out) {
    Optional<String> uri = uris.of(record);
    if (uri.isPresent()) {
      context.output(BY_URI, record);
    } else {
      out.collect(record);
    }
  }
}
