package io.clipstream.operators.types;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.PairRecord;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Flink's types of everything that passes between the operators of the jobs. */
public final class RecordTypes {
  public static final TypeInformation<RawRecord> RAW_RECORD =
      new RecordType<>(RawRecord.class, RawRecordSerializer.INSTANCE);

  public static final TypeInformation<ControlRecord> CONTROL_RECORD =
      new RecordType<>(ControlRecord.class, ControlRecordSerializer.INSTANCE);

  public static final TypeInformation<DeadLetter> DEAD_LETTER =
      new RecordType<>(DeadLetter.class, DeadLetterSerializer.INSTANCE);

  public static final TypeInformation<TagEvent> TAG_EVENT =
      new RecordType<>(TagEvent.class, TagEventSerializer.INSTANCE);

  public static final TypeInformation<StatusEvent> STATUS_EVENT =
      new RecordType<>(StatusEvent.class, StatusEventSerializer.INSTANCE);

  public static final TypeInformation<CheckpointEvent> CHECKPOINT_EVENT =
      new RecordType<>(CheckpointEvent.class, CheckpointEventSerializer.INSTANCE);

  public static final TypeInformation<PairRecord> PAIR_RECORD =
      new RecordType<>(PairRecord.class, PairRecordSerializer.INSTANCE);

  private RecordTypes() {}
}
