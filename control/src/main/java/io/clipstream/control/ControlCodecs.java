package io.clipstream.control;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.codec.TopicCodecs;
import io.clipstream.schemas.codec.WireFormat;

/** How the values of the control logs are read. */
public record ControlCodecs(
    TopicCodecs<LabelSet> labelSets, TopicCodecs<CheckpointEvent> checkpoints) {
  public static ControlCodecs of(WireFormat format) {
    return new ControlCodecs(
        new TopicCodecs<>(format, LabelSet.class),
        new TopicCodecs<>(format, CheckpointEvent.class));
  }
}
