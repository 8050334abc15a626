package io.clipstream.operators.types;

import io.clipstream.control.RawRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Raw records; null keys, values and header values stay null. Version 2 says how long a picture
 * took to fetch.
 */
public final class RawRecordSerializer extends VersionedSerializer<RawRecord> {
  private static final long serialVersionUID = 1L;
  static final RawRecordSerializer INSTANCE = new RawRecordSerializer();

  @Override
  public RawRecord createInstance() {
    return new RawRecord("", 0, 0, 0, null, null, List.of());
  }

  @Override
  int version() {
    return 2;
  }

  @Override
  void write(RawRecord value, DataOutputView out) throws IOException {
    writeVersion1(value, out);
    out.writeLong(value.fetched() == null ? 0 : value.fetched().micros());
  }

  /** As it lies within other records. */
  void writeVersion1(RawRecord value, DataOutputView out) throws IOException {
    writeText(value.topic(), out);
    out.writeInt(value.partition());
    out.writeLong(value.offset());
    out.writeLong(value.timestamp());
    writeBytes(value.key(), out);
    writeBytes(value.value(), out);
    out.writeInt(value.headers().size());
    for (RawRecord.Header header : value.headers()) {
      writeText(header.name(), out);
      writeBytes(header.value(), out);
    }
    writeBytes(value.fetched() == null ? null : value.fetched().picture(), out);
  }

  @Override
  RawRecord read(DataInputView in, int version) throws IOException {
    RawRecord record = read(in);
    long micros = version < 2 ? 0 : in.readLong();
    return record.fetched() == null
        ? record
        : record.withFetched(new RawRecord.Fetched(record.fetched().picture(), micros));
  }

  @Override
  RawRecord read(DataInputView in) throws IOException {
    String topic = readText(in);
    int partition = in.readInt();
    long offset = in.readLong();
    long timestamp = in.readLong();
    byte[] key = readBytes(in);
    byte[] value = readBytes(in);
    int count = in.readInt();
    List<RawRecord.Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new RawRecord.Header(readText(in), readBytes(in)));
    }
    byte[] picture = readBytes(in);
    RawRecord record = new RawRecord(topic, partition, offset, timestamp, key, value, headers);
    return picture == null ? record : record.withFetched(new RawRecord.Fetched(picture, 0));
  }

  @Override
  public Snapshot snapshotConfiguration() {
    return new Snapshot();
  }

  /** What a savepoint keeps of the serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RawRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
