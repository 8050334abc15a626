package io.clipstream.operators.types;

import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;

/** {@link TagEvent} records; nobody changes one after it was emitted. */
public final class TagEventSerializer extends AvroRecordSerializer<TagEvent> {
  private static final long serialVersionUID = 1L;
  private static final AvroCodec<TagEvent> CODEC = AvroCodec.singleObject(TagEvent.class);
  static final TagEventSerializer INSTANCE = new TagEventSerializer();

  @Override
  AvroCodec<TagEvent> codec() {
    return CODEC;
  }

  @Override
  public TagEvent createInstance() {
    return new TagEvent();
  }

  @Override
  public Snapshot snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint keeps of the serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<TagEvent> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
