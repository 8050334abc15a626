package io.clipstream.operators.types;

import io.clipstream.schemas.codec.AvroCodec;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Generated records in single-object encoding, so that every version of the schema is read. */
abstract class AvroRecordSerializer<T extends SpecificRecord> extends VersionedSerializer<T> {
  private static final long serialVersionUID = 1L;

  /** The codec of the type: one for the process. */
  abstract AvroCodec<T> codec();

  @Override
  final void write(T value, DataOutputView out) throws IOException {
    writeBytes(codec().encode(value), out);
  }

  @Override
  final T read(DataInputView in) throws IOException {
    return codec().decode(readBytes(in)).orElseThrow(IOException::new);
  }
}
