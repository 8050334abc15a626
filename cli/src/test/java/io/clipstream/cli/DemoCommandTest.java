package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.embedded.EmbeddedKafka;
import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.model.testing.Eventually;
import io.clipstream.model.testing.FreePorts;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class DemoCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void tagsAFolderRejectsWhatIsNoPictureAndGoesOnAfterARestart() throws Exception {
    Path model = SmallModel.write(folder, 1).directory();
    Path images = Files.createDirectory(folder.resolve("images"));
    Path labels = Files.writeString(folder.resolve("labels.yaml"), "{id: zoo, labels: [cat, dog]}");
    for (int i = 0; i < 6; i++) {
      Files.write(images.resolve(i + ".png"), TestPictures.png(i));
    }
    Files.writeString(images.resolve("3-none.png"), "no picture");
    String[] command = {
      "demo",
      "--dir=" + folder.resolve("data"),
      "--port=0",
      "--model=" + model,
      "--images=" + images,
      "--labels=" + labels,
      "--rate=50",
      "--count=6",
      "--json"
    };
    CommandRun first = CommandRun.of(command);
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err())
        .contains(
            "producers connect to 127.0.0.1:", "look at it on http://127.0.0.1:", "tagged 6, ");
    assertThat(ids(first)).isEqualTo(expected(images));
    apply("{id: zoo, labels: [dog, cat]}");
    CommandRun second = CommandRun.of(command);
    assertThat(second.exit()).as(second.err()).isZero();
    assertThat(second.err()).contains("going on with label set 'zoo' revision 2");
    // Where the first run could not stop in time, the second repeats some of its results.
    assertThat(ids(second)).isNotEmpty().isSubsetOf(expected(images));
    assertThat(kept()).containsEntry(Topic.CHECKPOINTS, 1).containsEntry(Topic.LABEL_SETS, 2);
  }

  /** As a user does: the demo has said that it ended, so nobody's answer is waited for. */
  private void apply(String set) throws Exception {
    Path file = Files.writeString(folder.resolve("mine.yaml"), set);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("data").resolve("kafka"))) {
      CommandRun applied = CommandRun.of("labels", "apply", file, "--kafka", kafka.bootstrap());
      assertThat(applied.exit()).as(applied.err()).isZero();
      assertThat(applied.out()).contains("no tagging job is running");
    }
  }

  @Test
  void itsTrainingJobGathersTheCaptionsThatAreSentToIt() throws Exception {
    Path model = SmallModel.write(folder, 1).directory();
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.write(images.resolve("first.png"), TestPictures.png(0));
    Path labels = Files.writeString(folder.resolve("labels.yaml"), "{id: zoo, labels: [cat, dog]}");
    Path captions = captions();
    int port = FreePorts.next();
    String kafka = "127.0.0.1:" + port;
    FutureTask<CommandRun> demo =
        new FutureTask<>(
            () ->
                CommandRun.of(
                    "demo",
                    "--dir=" + folder.resolve("data"),
                    "--port=" + port,
                    "--model=" + model,
                    "--images=" + images,
                    "--labels=" + labels,
                    "--count=2"));
    new Thread(demo, "demo").start();
    await(
        demo,
        "sent captions",
        () -> CommandRun.of("captions", "send", captions, "--kafka", kafka).exit() == 0);
    await(demo, "pairs in the store", () -> gathered(kafka));
    Files.write(images.resolve("last.png"), TestPictures.png(1));
    assertThat(demo.get().exit()).as(demo.get().err()).isZero();
    assertThat(demo.get().err()).contains("tagged 2, ");
    try (EmbeddedKafka again = EmbeddedKafka.start(folder.resolve("data").resolve("kafka"))) {
      assertThat(CommandRun.of("status", "--kafka", again.bootstrap()).out())
          .contains("demo: ended ", "demo-learner: ended ");
    }
  }

  private Path captions() throws Exception {
    Path captions = Files.createDirectory(folder.resolve("captions"));
    StringBuilder table = new StringBuilder("path\tcaption\n");
    for (int i = 0; i < 8; i++) {
      Files.write(captions.resolve(i + ".png"), TestPictures.png(10 + i));
      table.append(i).append(".png\tpicture ").append(i).append('\n');
    }
    Files.writeString(captions.resolve("captions.tsv"), table);
    return captions;
  }

  private static void await(FutureTask<CommandRun> demo, String what, Callable<Boolean> condition) {
    Eventually.await(what)
        .failFast(
            () -> {
              if (demo.isDone()) {
                throw new AssertionError("the demo has ended: " + demo.get().err());
              }
            })
        .until(condition);
  }

  /** Whether the training job has said that pairs wait in its store. */
  private static boolean gathered(String kafka) {
    AvroCodec<StatusEvent> codec = AvroCodec.singleObject(StatusEvent.class);
    AtomicBoolean found = new AtomicBoolean();
    try (KafkaClients clients =
        KafkaClients.connect(new KafkaSettings(Map.of("bootstrap.servers", kafka)))) {
      TopicReader.toEnd(
          clients,
          Topic.STATUS.defaultName(),
          record -> {
            if (codec.decode(record.value()) instanceof Decoding.Ok<StatusEvent> ok
                && "training".equals(ok.value().getKind())
                && ok.value().getActivity().matches("[1-9]\\d* new pairs wait for a round.*")) {
              found.set(true);
            }
            return true;
          });
    } catch (ClipstreamException e) {
      assertThat(e).hasMessageContaining("does not exist"); // topics are made one after the other
    }
    return found.get();
  }

  @Test
  void whatCannotBeUsedIsNamedBeforeAnythingStarts() {
    assertThat(CommandRun.of("demo", "--model=" + folder, "--count=0").err())
        .contains("--count is 0, expected 1 or more");
    assertThat(CommandRun.of("demo", "--model=" + folder, "--images=" + folder.resolve("x")).err())
        .contains("is no folder");
    CommandRun noModel =
        CommandRun.of("demo", "--model=" + folder, "--images=" + folder, "--labels=" + folder);
    assertThat(noModel.exit()).isEqualTo(1);
    assertThat(noModel.err()).contains(folder + ": expected");
  }

  private static Set<String> ids(CommandRun ran) throws Exception {
    Set<String> ids = new HashSet<>();
    for (String line : ran.lines()) {
      JsonNode result = JSON.readTree(line);
      if (result.has("imageId")) {
        assertThat(result.get("labelSetId").textValue()).isEqualTo("zoo");
        assertThat(result.get("tags")).hasSize(2);
        ids.add(result.get("imageId").textValue());
      } else {
        assertThat(result.get("rejected").get("key").textValue()).endsWith("3-none.png");
      }
    }
    return ids;
  }

  private static Set<String> expected(Path images) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      ids.add(images.resolve(i + ".png").toString());
    }
    return ids;
  }

  /** Records in the control logs after both runs: the second run had nothing to say. */
  private Map<Topic, Integer> kept() {
    Path data = folder.resolve("data").resolve("kafka");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data);
        KafkaClients clients =
            KafkaClients.connect(
                new KafkaSettings(Map.of("bootstrap.servers", kafka.bootstrap())))) {
      return Map.of(
          Topic.CHECKPOINTS, count(clients, Topic.CHECKPOINTS),
          Topic.LABEL_SETS, count(clients, Topic.LABEL_SETS));
    }
  }

  private static int count(KafkaClients clients, Topic topic) {
    List<Long> offsets = new ArrayList<>();
    TopicReader.toEnd(clients, topic.defaultName(), record -> offsets.add(record.offset()));
    return offsets.size();
  }
}
