package io.clipstream.operators.learning;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Control logs in memory, the same for every copy of the reader. */
final class FakeLogs implements ControlLogReader {
  private static final long serialVersionUID = 1L;
  private static final List<ControlRecord> RECORDS = new CopyOnWriteArrayList<>();
  private static final AvroCodec<CheckpointEvent> CODEC =
      AvroCodec.singleObject(CheckpointEvent.class);

  static void clear() {
    RECORDS.clear();
  }

  /** Appends an announcement and returns the record as it lies. */
  static RawRecord append(CheckpointEvent event) {
    byte[] key = event.getModelName().getBytes(StandardCharsets.UTF_8);
    RawRecord record =
        new RawRecord("checkpoints", 0, RECORDS.size(), 0, key, CODEC.encode(event), List.of());
    return append(record);
  }

  static RawRecord append(RawRecord record) {
    RECORDS.add(new ControlRecord(ControlRecord.Log.CHECKPOINTS, record));
    return record;
  }

  @Override
  public void read(Known known, Duration patience, Consumer<ControlRecord> to) {
    RECORDS.stream()
        .filter(r -> known.upTo(r.log(), "checkpoints-0") < r.record().offset())
        .forEach(to);
  }
}
