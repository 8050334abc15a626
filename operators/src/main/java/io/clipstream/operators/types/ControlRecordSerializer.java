package io.clipstream.operators.types;

import io.clipstream.control.ControlRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Records of the control logs. */
public final class ControlRecordSerializer extends VersionedSerializer<ControlRecord> {
  private static final long serialVersionUID = 1L;
  static final ControlRecordSerializer INSTANCE = new ControlRecordSerializer();

  @Override
  public ControlRecord createInstance() {
    return new ControlRecord(
        ControlRecord.Log.LABEL_SETS, RawRecordSerializer.INSTANCE.createInstance());
  }

  @Override
  void write(ControlRecord value, DataOutputView out) throws IOException {
    writeText(value.log().name(), out);
    RawRecordSerializer.INSTANCE.writeVersion1(value.record(), out);
  }

  @Override
  ControlRecord read(DataInputView in) throws IOException {
    ControlRecord.Log log = ControlRecord.Log.valueOf(readText(in));
    return new ControlRecord(log, RawRecordSerializer.INSTANCE.read(in));
  }

  @Override
  public Snapshot snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint keeps of the serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ControlRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
