package io.clipstream.operators.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SerializersTest {
  private static final RawRecord FULL =
      new RawRecord(
          "images",
          3,
          99,
          1234,
          bytes("key"),
          bytes("value"),
          List.of(new RawRecord.Header("h", bytes("x")), new RawRecord.Header("h", null)));
  private static final RawRecord EMPTY = new RawRecord("t", 0, 0, -1, null, null, List.of());

  /** As version 1 wrote them; a later version must read them. */
  private static final String GOLDEN_FULL =
      "0100000006696d6167657300000003000000000000006300000000000004d2000000036b65790000000576616c75"
          + "650000000200000001680000000178"
          + "0000000168ffffffff"
          + "ffffffff"; // nothing was fetched for it

  private static final String GOLDEN_EMPTY =
      "010000000174000000000000000000000000ffffffffffffffffffffffffffffffff00000000" + "ffffffff";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> String write(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return HexFormat.of().formatHex(out.getCopyOfBuffer());
  }

  private static <T> T read(TypeSerializer<T> serializer, String hex) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(HexFormat.of().parseHex(hex));
    T value = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return value;
  }

  @Test
  void rawRecordsAreWrittenAsInVersionTwo() throws IOException {
    assertThat(write(RawRecordSerializer.INSTANCE, FULL)).isEqualTo(versionTwo(GOLDEN_FULL));
    assertThat(write(RawRecordSerializer.INSTANCE, EMPTY)).isEqualTo(versionTwo(GOLDEN_EMPTY));
  }

  /** Eight bytes more: microseconds of the fetch. */
  private static String versionTwo(String golden) {
    return "02" + golden.substring(2) + "0".repeat(16);
  }

  @Test
  void whatWasWrittenIsReadWithEveryNullInItsPlace() throws IOException {
    assertThat(read(RawRecordSerializer.INSTANCE, GOLDEN_FULL))
        .usingRecursiveComparison()
        .isEqualTo(FULL);
    RawRecord empty = read(RawRecordSerializer.INSTANCE, GOLDEN_EMPTY);
    assertThat(empty.key()).isNull();
    assertThat(empty.value()).isNull();
    assertThat(empty.headers()).isEmpty();
    assertThat(empty.timestamp()).isEqualTo(-1);
  }

  @Test
  void aFetchedPictureTravelsWithItsRecord() throws IOException {
    RawRecord fetched = FULL.withFetched(new RawRecord.Fetched(bytes("picture"), 4567));
    String hex = write(RawRecordSerializer.INSTANCE, fetched);
    assertThat(read(RawRecordSerializer.INSTANCE, hex))
        .usingRecursiveComparison()
        .isEqualTo(fetched);
  }

  @Test
  void aPictureFetchedByVersionOneIsReadWithoutItsTime() throws IOException {
    String golden =
        GOLDEN_FULL.substring(0, GOLDEN_FULL.length() - 8) + "00000007" + "70696374757265";
    assertThat(read(RawRecordSerializer.INSTANCE, golden))
        .usingRecursiveComparison()
        .isEqualTo(FULL.withFetched(new RawRecord.Fetched(bytes("picture"), 0)));
  }

  @Test
  void controlRecordsAndDeadLettersComeBack() throws IOException {
    ControlRecord control = new ControlRecord(ControlRecord.Log.CHECKPOINTS, FULL);
    String hex = write(ControlRecordSerializer.INSTANCE, control);
    assertThat(hex).isEqualTo("010000000b434845434b504f494e5453" + GOLDEN_FULL.substring(2));
    assertThat(read(ControlRecordSerializer.INSTANCE, hex))
        .usingRecursiveComparison()
        .isEqualTo(control);
    DeadLetter letter = new DeadLetter(FULL, LetterStage.TAG, "WHY", "because");
    hex = write(DeadLetterSerializer.INSTANCE, letter);
    assertThat(hex)
        .isEqualTo(GOLDEN_FULL + "0000000374616700000003574859" + "0000000762656361757365");
    assertThat(read(DeadLetterSerializer.INSTANCE, hex))
        .usingRecursiveComparison()
        .isEqualTo(letter);
  }

  @Test
  void aRecordOfALaterVersionIsNamed() {
    assertThatThrownBy(() -> read(RawRecordSerializer.INSTANCE, "03" + GOLDEN_FULL.substring(2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a record of version 1 to 2, found 3");
  }

  @Test
  void snapshotsOfTheSerializersRestoreThem() throws IOException {
    for (var type :
        List.of(
            RecordTypes.RAW_RECORD,
            RecordTypes.CONTROL_RECORD,
            RecordTypes.DEAD_LETTER,
            RecordTypes.TAG_EVENT,
            RecordTypes.STATUS_EVENT)) {
      TypeSerializer<?> serializer = type.createSerializer(null);
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      TypeSerializerSnapshot<?> snapshot =
          TypeSerializerSnapshot.readVersionedSnapshot(in, getClass().getClassLoader());
      assertThat(snapshot.restoreSerializer()).isEqualTo(serializer);
    }
  }
}
