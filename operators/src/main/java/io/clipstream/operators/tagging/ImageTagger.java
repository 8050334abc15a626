package io.clipstream.operators.tagging;

import io.clipstream.operators.ControlLogReader;
import io.clipstream.operators.ControlRecord;
import io.clipstream.operators.RawRecord;
import io.clipstream.schemas.TagEvent;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Tags images with the generation that is in force. */
final class ImageTagger extends AbstractStreamOperator<TagEvent>
    implements TwoInputStreamOperator<RawRecord, ControlRecord, TagEvent> {
  private static final long serialVersionUID = 1L;

  private final transient TaggerSettings settings;
  private final transient ControlLogReader reader;

  ImageTagger(
      StreamOperatorParameters<TagEvent> parameters,
      TaggerSettings settings,
      ControlLogReader reader) {
    super(parameters);
    this.settings = settings;
    this.reader = reader;
  }

  @Override
  public void processElement1(StreamRecord<RawRecord> element) {
    throw new UnsupportedOperationException("being written: " + settings + reader);
  }

  @Override
  public void processElement2(StreamRecord<ControlRecord> element) {
    throw new UnsupportedOperationException("being written: " + settings + reader);
  }
}
