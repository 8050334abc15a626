package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.logging.LogKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All that a job in a process says, if programs read it: nothing of it comes out of a record. */
@Timeout(240)
class JsonLogsTest {
  private static final String JOB = "json-logs";
  private static final String MARKER = "Qx7marker";
  private static final byte[] MARKED = MARKER.repeat(50).getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();
  private final TaggingStream stream = new TaggingStream(kafka, kafka.createTopics(JOB, 1));

  @Test
  void everyLineIsAnObjectWithKnownKeysAndNoneHoldsWhatARecordDoes() throws Exception {
    stream.promote(SmallModel.write(folder, 1));
    stream.publish(2, List.of("cat", "dog"));
    List<String> arguments = new ArrayList<>(List.of("job", "tagging"));
    arguments.addAll(stream.arguments(JOB, folder));
    arguments.add("--labels.unknown-wait=1 ms");
    CommandProcess job =
        CommandProcess.startLoggingJson(
            Files.createDirectory(folder.resolve("here")),
            List.of("-Dclipstream.log.libraries=INFO", "-Dclipstream.log.operators=DEBUG"),
            arguments);
    try {
      job.awaitLine("has all it needs and works");
      sendPoison();
      job.awaitLine("a control record is refused");
      awaitOutcomes(job);
      job.terminate();
      assertThat(job.exit()).as(job.output()).isEqualTo(143);
    } finally {
      job.kill();
    }
    List<JsonNode> lines = job.output().lines().map(JsonLogsTest::parsed).toList();
    assertThat(job.output()).doesNotContain(MARKER);
    assertThat(lines).hasSizeGreaterThan(20).allSatisfy(JsonLogsTest::assertKeys);
    assertRefusal(lines);
    assertThat(lines)
        .anyMatch(line -> line.path("detail").asText().contains("job '" + JOB + "' has ended"));
  }

  /** Each names or holds the marker in another place. */
  private void sendPoison() throws Exception {
    byte[] picture = TestPictures.png(1);
    stream.send(
        List.of(
            Map.entry(MARKER, MARKED),
            Map.entry(MARKER, TaggingStream.event(MARKER + 1, MARKED)),
            Map.entry(MARKER, TaggingStream.event(MARKER + 2, picture, MARKER)),
            Map.entry(MARKER, TaggingStream.event(MARKER + 3, URI.create("http://" + MARKER))),
            Map.entry(MARKER, TaggingStream.event(MARKER + 4, picture))));
    ProducerRecord<byte[], byte[]> withHeader =
        new ProducerRecord<>(stream.images(), MARKED, TaggingStream.event(MARKER + 5, picture));
    withHeader.headers().add("traceparent", MARKED);
    kafka.send(withHeader);
    kafka.send(stream.labelSets(), MARKER, MARKED);
    stream.publish(1, List.of(MARKER + 6, MARKER + 7)); // an old revision
  }

  private void awaitOutcomes(CommandProcess job) {
    Eventually.holds(
        "outcomes",
        () -> stream.outcomes() == 6 && stream.refusedLabelSets().size() == 2,
        job::output);
  }

  static JsonNode parsed(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  static void assertKeys(JsonNode line) {
    Set<String> known =
        new HashSet<>(
            List.of("timestamp", "level", "logger", "thread", "message", "flinkJob", "exception"));
    Arrays.stream(LogKey.values()).map(LogKey::key).forEach(known::add);
    List<String> names = new ArrayList<>();
    line.fieldNames().forEachRemaining(names::add);
    assertThat(known).containsAll(names);
    assertThat(names).contains("timestamp", "level", "logger", "thread", "message");
  }

  private void assertRefusal(List<JsonNode> lines) {
    JsonNode refused =
        lines.stream()
            .filter(line -> line.path("reason").asText().equals("OLD_REVISION"))
            .findFirst()
            .orElseThrow();
    assertThat(refused.path("topic").asText()).isEqualTo(stream.labelSets());
    assertThat(refused.path("partition").asText()).isEqualTo("0");
    assertThat(refused.path("offset").asText()).isEqualTo("2");
    assertThat(refused.path("level").asText()).isEqualTo("WARN");
    assertThat(refused.path("logger").asText())
        .isEqualTo("io.clipstream.operators.tagging.Rollout");
  }
}
