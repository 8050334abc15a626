package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Digests;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCommandTest {
  private static final AvroCodec<CheckpointEvent> CODEC =
      AvroCodec.singleObject(CheckpointEvent.class);
  private static final String CONFIGURATION =
      """
      {"model_cfg": {"embed_dim": 24,
        "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
        "text_cfg": {"context_length": 16, "vocab_size": 600, "width": 64, "heads": 1,
          "layers": 1}}}
      """;

  @TempDir Path folder;
  private String topic;

  @BeforeEach
  void makeTopic() throws Exception {
    topic = SharedKafka.topic("checkpoints", Map.of());
  }

  @Test
  void announcesWhatTheDirectoryHolds() throws Exception {
    Path first = directory("first");
    CommandRun ran = checkpoint("announce", first.toString(), "--model-name=shop");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exit()).isZero();
    checkpoint("announce", directory("second").toString(), "--model-name=shop", "--reason=new");
    CheckpointEvent event = decoded(SharedKafka.records(topic).get(0));
    assertThat(event.getModelName()).isEqualTo("shop");
    assertThat(event.getCheckpointId()).isEqualTo("first");
    assertThat(event.getUri()).isEqualTo(first.toUri().toString());
    assertThat(event.getStatus()).isEqualTo(CheckpointStatus.PROMOTED);
    assertThat(event.getEmbeddingDimension()).isEqualTo(24);
    assertThat(event.getSha256()).isEqualTo(Digests.sha256(first.resolve("SHA256SUMS")));
    assertThat(event.getEmbeddingSpaceId()).isEqualTo(event.getSha256());
    assertThat(event.getReplaces()).isNull();
    assertThat(decoded(SharedKafka.records(topic).get(1)).getReplaces()).isEqualTo("first");
    assertThat(checkpoint("list").lines())
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).startsWith(" \t").contains("\tshop\tfirst\tPROMOTED\t"),
            line -> assertThat(line).startsWith("*\t").endsWith("\tnew"));
  }

  @Test
  void theListMayBeOfOneModel() throws Exception {
    checkpoint("announce", directory("first").toString(), "--model-name=shop");
    checkpoint("announce", directory("other").toString(), "--model-name=lab");
    assertThat(checkpoint("list").lines()).hasSize(2);
    assertThat(checkpoint("list", "--model-name=lab").lines())
        .satisfiesExactly(line -> assertThat(line).startsWith("*\t").contains("\tlab\tother\t"));
    assertThat(checkpoint("list", "--model-name=none").err())
        .contains("no checkpoint of model 'none' was announced");
  }

  @Test
  void aPromotionThatARollbackOvertookIsShownAsRefusedAndWhatIsInForceStays() throws Exception {
    checkpoint("announce", directory("first").toString());
    checkpoint("announce", directory("second").toString());
    checkpoint("rollback");
    CheckpointEvent late = decoded(SharedKafka.records(topic).get(1));
    late.setCheckpointId("of-a-round");
    late.setReplaces("second");
    try (var producer = SharedKafka.producer(Map.of())) {
      byte[] key = "clip".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, key, CODEC.encode(late))).get();
    }
    assertThat(checkpoint("list").lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith(" \t").contains("\tfirst\tPROMOTED\t"),
            line -> assertThat(line).startsWith(" \t").contains("\tsecond\tPROMOTED\t"),
            line -> assertThat(line).startsWith("*\t").contains("\tfirst\tPROMOTED\t"),
            line -> assertThat(line).startsWith(" \t").contains("\tof-a-round\tREFUSED\t"));
    assertThat(checkpoint("show", "of-a-round").out()).contains("REFUSED");
    assertThat(checkpoint("promote", "of-a-round").exit()).isZero();
    assertThat(checkpoint("list").lines().get(4)).startsWith("*\t").contains("\tof-a-round\t");
  }

  @Test
  void refusesADirectoryWhoseFilesAreNotThoseOfItsList() throws Exception {
    Path changed = directory("changed");
    Files.writeString(changed.resolve("open_clip_config.json"), CONFIGURATION + " ");
    CommandRun ran = checkpoint("announce", changed.toString());
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("open_clip_config.json: expected SHA-256");
    assertThat(SharedKafka.records(topic)).isEmpty();
  }

  @Test
  void aMissingListIsNamedWithTheCommandThatMakesIt() throws Exception {
    Path bare = directory("bare");
    Files.delete(bare.resolve("SHA256SUMS"));
    assertThat(checkpoint("announce", bare.toString()).err())
        .contains("has no SHA256SUMS")
        .contains("sha256sum * > SHA256SUMS");
    assertThat(checkpoint("announce", folder.resolve("none").toString()).err())
        .contains("expected a checkpoint directory, found none");
  }

  private Path directory(String name) throws Exception {
    Path directory = Files.createDirectory(folder.resolve(name));
    Path file = directory.resolve("open_clip_config.json");
    Files.writeString(file, CONFIGURATION);
    Files.writeString(
        directory.resolve("SHA256SUMS"), Digests.sha256(file) + "  " + file.getFileName() + "\n");
    return directory;
  }

  private CommandRun checkpoint(String verb, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "checkpoint";
    all[1] = verb;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 1] = "--topic.checkpoints=" + topic;
    return CommandRun.onKafka(all);
  }

  private static CheckpointEvent decoded(ConsumerRecord<byte[], byte[]> record) {
    return ((Decoding.Ok<CheckpointEvent>) CODEC.decode(record.value())).value();
  }
}
