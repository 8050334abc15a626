package io.clipstream.operators.types;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.codec.AvroCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** {@link CheckpointEvent} records; nobody changes one after it was emitted. */
public final class CheckpointEventSerializer extends AvroRecordSerializer<CheckpointEvent> {
  private static final long serialVersionUID = 1L;
  private static final AvroCodec<CheckpointEvent> CODEC =
      AvroCodec.singleObject(CheckpointEvent.class);
  static final CheckpointEventSerializer INSTANCE = new CheckpointEventSerializer();

  @Override
  AvroCodec<CheckpointEvent> codec() {
    return CODEC;
  }

  @Override
  public CheckpointEvent createInstance() {
    return new CheckpointEvent();
  }

  @Override
  public Snapshot snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint keeps of the serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<CheckpointEvent> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
