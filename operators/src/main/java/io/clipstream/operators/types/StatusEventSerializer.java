package io.clipstream.operators.types;

import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.codec.AvroCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** {@link StatusEvent} records; nobody changes one after it was emitted. */
public final class StatusEventSerializer extends AvroRecordSerializer<StatusEvent> {
  private static final long serialVersionUID = 1L;
  private static final AvroCodec<StatusEvent> CODEC = AvroCodec.singleObject(StatusEvent.class);
  static final StatusEventSerializer INSTANCE = new StatusEventSerializer();

  @Override
  AvroCodec<StatusEvent> codec() {
    return CODEC;
  }

  @Override
  public StatusEvent createInstance() {
    return new StatusEvent();
  }

  @Override
  public Snapshot snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint keeps of the serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<StatusEvent> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
