package io.clipstream.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Committed;
import io.clipstream.schemas.Samples;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of every version of every record stay what they were when it was first written. */
class GoldenBytesTest {
  @ParameterizedTest
  @EnumSource(Topic.class)
  void todaysRecordHasTheGoldenBytes(Topic topic) {
    int latest = HistoryTest.versionOfToday(topic);
    byte[] bytes = codec(topic).encode(Samples.of(topic));
    Path file = file(topic, latest);
    if (Committed.regenerating() && Committed.read(file).isEmpty()) {
      Committed.write(file, lines(bytes));
    }
    assertThat(lines(bytes)).as(Committed.HOW_TO).isEqualTo(Committed.read(file));
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void theGoldenBytesOfEveryVersionAreReadToday(Topic topic) {
    Assumptions.assumeFalse(Committed.regenerating(), "new files are not on the class path yet");
    int latest = SchemaHistory.of(topic.type()).versions().size();
    for (int version = 1; version <= latest; version++) {
      byte[] golden = bytes(Committed.read(file(topic, version)));
      assertThat(codec(topic).decode(golden))
          .as("%s version %d", topic, version)
          .isInstanceOf(Decoding.Ok.class);
    }
    // As text: lists of Avro do not compare records that hold times.
    assertThat(codec(topic).decode(bytes(Committed.read(file(topic, latest)))).toOptional())
        .map(SpecificRecord::toString)
        .hasValue(Samples.of(topic).toString());
  }

  @SuppressWarnings("unchecked")
  static AvroCodec<SpecificRecord> codec(Topic topic) {
    return AvroCodec.singleObject((Class<SpecificRecord>) topic.type());
  }

  private static Path file(Topic topic, int version) {
    return Committed.moduleFile(
        "src/test/resources/golden/%s/v%d.hex".formatted(topic.schema().getName(), version));
  }

  private static String lines(byte[] bytes) {
    return HexFormat.of().formatHex(bytes).replaceAll("(.{80})", "$1\n").stripTrailing() + "\n";
  }

  private static byte[] bytes(String lines) {
    return HexFormat.of().parseHex(lines.replace("\n", ""));
  }
}
