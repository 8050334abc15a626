package io.clipstream.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A log of label sets that is deleted and made again, while a job runs or while none does. */
class RecreatedLogTest {
  private static final AvroCodec<LabelSet> CODEC = AvroCodec.singleObject(LabelSet.class);

  private final Map<String, byte[]> state = new HashMap<>();
  private Definitions definitions = restored();

  private Definitions restored() {
    return new Definitions(
        ControlCodecs.of(new WireFormat.SingleObject()),
        new CheckpointRule("shop", null),
        new DefinitionStore(
            new DefinitionStore.Entries() {
              @Override
              public Iterable<Map.Entry<String, byte[]>> entries() {
                return List.copyOf(state.entrySet());
              }

              @Override
              public void put(String name, byte[] value) {
                state.put(name, value);
              }

              @Override
              public void remove(String name) {
                state.remove(name);
              }
            }));
  }

  /**
   * @param age of the log: another one has other timestamps
   */
  private static ControlRecord published(int age, long offset, String id, long revision) {
    LabelSet set =
        LabelSet.newBuilder()
            .setId(id)
            .setRevision(revision)
            .setLabels(List.of(Label.newBuilder().setName("of log " + age).build()))
            .build();
    return new ControlRecord(
        ControlRecord.Log.LABEL_SETS,
        new RawRecord(
            "labels",
            0,
            offset,
            1_000L * age + offset,
            id.getBytes(StandardCharsets.UTF_8),
            CODEC.encode(set),
            List.of()));
  }

  private long revision(String id) {
    return definitions.labelSets().get(id).set().getRevision();
  }

  private void requireLog(int age, String... ids) {
    for (String id : ids) {
      assertThat(definitions.labelSets().get(id).set().getLabels().get(0).getName())
          .isEqualTo("of log " + age);
    }
  }

  private void firstLog() throws Exception {
    read(published(1, 0, "pets", 3), published(1, 1, "cars", 7), published(1, 2, "pets", 4));
  }

  /** Reads a log as readers do: the first record always, and what is not known by then. */
  private void read(ControlRecord... log) throws Exception {
    List<DeadLetter> refused = new ArrayList<>();
    definitions.read(
        (known, patience, to) -> {
          for (ControlRecord record : log) {
            long offset = record.record().offset();
            if (offset == 0 || offset > known.upTo(record.log(), "labels-0")) {
              to.accept(record);
            }
          }
        },
        Duration.ofMinutes(1),
        refused::add);
    assertThat(refused).isEmpty();
  }

  @Test
  void aStartWithStateTakesWhatTheNewLogSaysByAnyRevision() throws Exception {
    firstLog();
    definitions = restored();
    read(published(2, 0, "pets", 1));
    requireLog(2, "pets");
    requireLog(1, "cars");
    definitions = restored();
    read(published(2, 0, "pets", 1), published(2, 1, "cars", 1));
    requireLog(2, "pets", "cars");
    assertThat(definitions.apply(published(2, 2, "cars", 1)))
        .isInstanceOf(RecordEffect.Nothing.class);
  }

  @Test
  void aLogThatIsEmptyAtTheStartCountsWhenItsFirstRecordComes() throws Exception {
    firstLog();
    definitions = restored();
    read();
    assertThat(definitions.labelSets()).containsOnlyKeys("pets", "cars");
    assertThat(definitions.apply(published(2, 0, "cars", 1)))
        .isInstanceOf(RecordEffect.Changed.class);
    assertThat(definitions.apply(published(2, 1, "pets", 1)))
        .isInstanceOf(RecordEffect.Changed.class);
    requireLog(2, "pets", "cars");
  }

  @Test
  void theSameLogChangesNothingHoweverOftenItIsRead() throws Exception {
    firstLog();
    definitions = restored();
    firstLog();
    firstLog();
    assertThat(revision("pets")).isEqualTo(4);
    assertThat(definitions.apply(published(1, 0, "pets", 3)))
        .isInstanceOf(RecordEffect.Nothing.class);
    assertThat(definitions.apply(published(3, 3, "pets", 2)))
        .isInstanceOf(RecordEffect.Refused.class);
  }
}
