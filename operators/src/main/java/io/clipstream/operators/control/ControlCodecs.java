package io.clipstream.operators.control;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;

/** How the values of the control logs are read. */
public record ControlCodecs(AvroCodec<LabelSet> labelSets, AvroCodec<CheckpointEvent> checkpoints) {
  public static ControlCodecs of(WireFormat format) {
    return new ControlCodecs(
        format.codec(LabelSet.class, Topic.LABEL_SETS.defaultName()),
        format.codec(CheckpointEvent.class, Topic.CHECKPOINTS.defaultName()));
  }
}
