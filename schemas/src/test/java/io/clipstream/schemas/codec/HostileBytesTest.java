package io.clipstream.schemas.codec;

import static io.clipstream.schemas.codec.GoldenBytesTest.codec;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Samples;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.Decoding.Failed;
import io.clipstream.schemas.codec.Decoding.Reason;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileBytesTest {
  /** What decoding may allocate: a base and so many bytes a byte of the value. */
  private static final long BASE = 256 << 10;

  private static final long A_BYTE = 200;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void nullAndEmptyValuesAreToldApart() {
    AvroCodec<ImageEvent> codec = AvroCodec.singleObject(ImageEvent.class);
    assertThat(codec.decode(null))
        .isEqualTo(new Failed<>(Reason.NULL_VALUE, "ImageEvent: the value is null"));
    assertThat(codec.decode(new byte[0]))
        .isEqualTo(new Failed<>(Reason.EMPTY, "ImageEvent: the value is empty"));
  }

  @Test
  void aPictureInsteadOfARecordIsRejectedWithItsFirstBytes() {
    byte[] jpeg = HexFormat.of().parseHex("ffd8ffe000104a4649460001");
    assertThat(AvroCodec.singleObject(ImageEvent.class).decode(jpeg))
        .isEqualTo(
            new Failed<>(
                Reason.WRONG_FORMAT,
                "ImageEvent: expected Avro single-object encoding, which begins c3 01; found"
                    + " ff d8 ff e0 00 10 4a 46 49 46 00 01 (12 bytes)"));
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void everyTruncationIsRejected(Topic topic) {
    byte[] whole = codec(topic).encode(Samples.of(topic));
    for (int length = 0; length < whole.length; length++) {
      Decoding<SpecificRecord> decoding = codec(topic).decode(Arrays.copyOf(whole, length));
      assertThat(decoding).as("%d of %d bytes", length, whole.length).isInstanceOf(Failed.class);
      assertThat(((Failed<SpecificRecord>) decoding).reason())
          .isEqualTo(length == 0 ? Reason.EMPTY : Reason.TRUNCATED);
    }
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void oneByteTooManyIsRejected(Topic topic) {
    byte[] whole = codec(topic).encode(Samples.of(topic));
    Decoding<SpecificRecord> decoding = codec(topic).decode(Arrays.copyOf(whole, whole.length + 1));
    assertThat(((Failed<SpecificRecord>) decoding).reason()).isEqualTo(Reason.TRAILING_BYTES);
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void tenThousandFlippedRecordsAreReadOrRejectedWithinBounds(Topic topic) {
    AvroCodec<SpecificRecord> codec = codec(topic);
    byte[] whole = codec.encode(Samples.of(topic));
    codec.decode(whole); // classes are loaded, readers made
    Random random = new Random(20_260_101L + whole.length);
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] flipped = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        flipped[10 + random.nextInt(whole.length - 10)] ^= (byte) (1 + random.nextInt(255));
      }
      read += decodeWithinBounds(codec, flipped) instanceof Decoding.Ok ? 1 : 0;
    }
    assertThat(read).as("flips inside of texts and numbers are no errors").isBetween(1, 9_999);
  }

  @ParameterizedTest
  @CsvSource({
    "feffffff0f, TRUNCATED, string of length 2147483647 with 0 bytes left",
    "feffffffffffffffff01, TRUNCATED, string of length 9223372036854775807 with 0 bytes left",
    "01, MALFORMED, 'string of length -1, expected 0 or more'",
    "ffffffffffffffffffff01, MALFORMED, number of more than 64 bits",
    "0061, MALFORMED, 'index -49 in union, expected 0 to 1'",
    "0000000200, TRUNCATED, in the middle of a value",
    "00000002feffffff0f, TRUNCATED, bytes of length 2147483647 with 0 bytes left",
    "00000000000000feffffff0f, TRUNCATED, map of 2147483647 items with 0 bytes left",
    "00000000000000ffffffffffffffffff0102, TRUNCATED, bytes left",
    "000000000000000106000000, MALFORMED, 'block of map ends at byte'"
  })
  void lengthsThatAreNotTrueAreRejectedBeforeAnythingIsAllocated(
      String hex, Reason reason, String message) {
    AvroCodec<ImageEvent> codec = AvroCodec.singleObject(ImageEvent.class);
    byte[] value = Writers.singleObject(ImageEvent.getClassSchema(), HexFormat.of().parseHex(hex));
    codec.decode(value);
    Decoding<ImageEvent> decoding = decodeWithinBounds(codec, value);
    assertThat(decoding).isInstanceOf(Failed.class);
    assertThat(((Failed<ImageEvent>) decoding).message()).contains(message);
    assertThat(((Failed<ImageEvent>) decoding).reason()).isEqualTo(reason);
  }

  @Test
  void itemsWithoutBytesCannotKeepTheReaderBusy() {
    Schema nulls = SchemaBuilder.array().items().nullType();
    byte[] manyNothings = HexFormat.of().parseHex("feffffffffffffffff0100");
    assertThat(WireCheck.check(nulls, manyNothings, 0)).isPresent();
  }

  @Test
  void nestingOfARecursiveSchemaHasAnEnd() {
    Schema chain =
        SchemaBuilder.record("Chain")
            .fields()
            .name("next")
            .type()
            .optional()
            .type("Chain")
            .endRecord();
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 2);
    assertThat(WireCheck.check(chain, deep, 0).orElseThrow().message()).contains("64 deep");
    byte[] shallow = HexFormat.of().parseHex("02020200");
    assertThat(WireCheck.check(chain, shallow, 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "union", "array", "map", "unknown field"})
  @Timeout(120)
  void aSchemaThatDoublesWithEachLevelCostsNothing(String where) {
    Schema doubling =
        SchemaBuilder.record("L0").fields().name("n").type().nullType().noDefault().endRecord();
    for (int level = 1; level <= 40; level++) {
      doubling = twice("L" + level, doubling);
    }
    Schema writer =
        switch (where) {
          case "plain" -> doubling;
          case "union" ->
              record("Top", Schema.createUnion(Schema.create(Schema.Type.NULL), doubling));
          case "array" -> record("Top", Schema.createArray(doubling));
          case "map" -> record("Top", Schema.createMap(doubling));
          default -> twice(ImageEvent.getClassSchema().getName(), doubling);
        };
    AvroCodec<ImageEvent> codec =
        AvroCodec.singleObject(ImageEvent.class, SchemaHistory.of(ImageEvent.class).with(writer));
    Decoding<ImageEvent> decoding = codec.decode(Writers.singleObject(writer, new byte[] {0}));
    assertThat(((Failed<ImageEvent>) decoding).reason()).isEqualTo(Reason.INCOMPATIBLE_SCHEMA);
    assertThat(((Failed<ImageEvent>) decoding).message()).contains("too large or too deep");
  }

  @Test
  void aSchemaNestedThousandsDeepIsTheRecordsFault() {
    Schema deep = Schema.create(Schema.Type.NULL);
    for (int level = 0; level < 20_000; level++) {
      deep = Schema.createArray(deep);
    }
    assertThat(SchemaSize.isReadable(deep)).isFalse();
  }

  @Test
  void blocksOfItemsWithoutBytesHaveABudget() {
    Schema nulls = Schema.createArray(Schema.create(Schema.Type.NULL));
    byte[] blocks = new byte[1 << 20];
    for (int at = 0; at + 3 < blocks.length; at += 3) {
      blocks[at] = (byte) 0x80; // 262,144 items, in three bytes
      blocks[at + 1] = (byte) 0x80;
      blocks[at + 2] = 0x20;
    }
    assertThat(WireCheck.check(nulls, blocks, 0).orElseThrow().message())
        .contains("values in 1048576 bytes");
  }

  private static Schema twice(String name, Schema field) {
    return Schema.createRecord(
        name,
        null,
        "x",
        false,
        List.of(new Schema.Field("a", field), new Schema.Field("b", field)));
  }

  private static Schema record(String name, Schema field) {
    return Schema.createRecord(name, null, "x", false, List.of(new Schema.Field("a", field)));
  }

  private static <T extends SpecificRecord> Decoding<T> decodeWithinBounds(
      AvroCodec<T> codec, byte[] value) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Decoding<T> decoding = codec.decode(value);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > BASE + A_BYTE * value.length) {
      throw new AssertionError(allocated + " bytes allocated for " + value.length);
    }
    return decoding;
  }
}
