package io.clipstream.operators.types;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Dead letters. */
public final class DeadLetterSerializer extends VersionedSerializer<DeadLetter> {
  private static final long serialVersionUID = 1L;
  static final DeadLetterSerializer INSTANCE = new DeadLetterSerializer();

  @Override
  public DeadLetter createInstance() {
    return new DeadLetter(RawRecordSerializer.INSTANCE.createInstance(), LetterStage.TAG, "", "");
  }

  @Override
  void write(DeadLetter value, DataOutputView out) throws IOException {
    RawRecordSerializer.INSTANCE.writeVersion1(value.record(), out);
    writeText(value.stage().wireName(), out);
    writeText(value.reason(), out);
    writeText(value.message(), out);
  }

  @Override
  DeadLetter read(DataInputView in) throws IOException {
    RawRecord record = RawRecordSerializer.INSTANCE.read(in);
    return new DeadLetter(record, LetterStage.named(readText(in)), readText(in), readText(in));
  }

  @Override
  public Snapshot snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint keeps of the serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeadLetter> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
