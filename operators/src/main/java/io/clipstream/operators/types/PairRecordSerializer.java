package io.clipstream.operators.types;

import io.clipstream.learning.store.Split;
import io.clipstream.operators.PairRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Pairs on their way to the store. */
public final class PairRecordSerializer extends VersionedSerializer<PairRecord> {
  private static final long serialVersionUID = 1L;
  static final PairRecordSerializer INSTANCE = new PairRecordSerializer();

  @Override
  public PairRecord createInstance() {
    return new PairRecord(Split.TRAIN, "", new byte[0]);
  }

  @Override
  void write(PairRecord value, DataOutputView out) throws IOException {
    writeText(value.split().name(), out);
    writeText(value.contentHash(), out);
    writeBytes(value.pair(), out);
  }

  @Override
  PairRecord read(DataInputView in) throws IOException {
    return new PairRecord(Split.valueOf(readText(in)), readText(in), readBytes(in));
  }

  @Override
  public Snapshot snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint keeps of the serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PairRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
