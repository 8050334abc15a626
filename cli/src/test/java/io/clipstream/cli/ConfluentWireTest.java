package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.cli.testing.LocalRegistry;
import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and the tagging job with schemas in a registry, from end to end. */
class ConfluentWireTest {
  @TempDir private Path folder;

  private LocalRegistry registry;
  private TaggingTopics topics;

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--wire.format=confluent",
            "--registry.url=" + registry.url(),
            "--topic.images=" + topics.images().get(0),
            "--topic.tags=" + topics.tags(),
            "--topic.label-sets=" + topics.control().labelSets(),
            "--topic.checkpoints=" + topics.control().checkpoints()));
    CommandRun run = CommandRun.onKafka(all.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @Test
  void picturesLabelsCheckpointsAndTagsGoThroughTheRegistrysFormat() throws Exception {
    topics = TestKafka.shared().createTopics("confluent", 1);
    TaggingStream stream = new TaggingStream(TestKafka.shared(), topics);
    try (LocalRegistry started = new LocalRegistry()) {
      registry = started;
      SmallModel model = SmallModel.write(folder, 11);
      Path labels =
          Files.writeString(folder.resolve("l.yaml"), "{id: default, labels: [cat, dog]}");
      Path picture = Files.write(folder.resolve("p.png"), TestPictures.png(3));
      run("labels", "apply", labels.toString());
      run("checkpoint", "announce", model.directory().toString(), "--model-name", SmallModel.NAME);
      run("send", picture.toString());
      stream.send(List.of(Map.entry("other", TaggingStream.event("other", TestPictures.png(4)))));
      tag(stream);

      JsonNode event = run("watch", "--from-beginning", "--json", "--count=1").json().get(0);
      assertThat(event.get("imageId").textValue()).isEqualTo(picture.toString());
      assertThat(event.get("labelSetRevision").longValue()).isEqualTo(1);
      for (String topic : List.of(topics.images().get(0), topics.tags())) {
        assertThat(TestKafka.shared().committed(topic).get(0).value()).startsWith(0, 0, 0, 0);
      }
      assertThat(registry.subjects())
          .contains(topics.images().get(0) + "-value", topics.tags() + "-value");
      expectOtherFormatRefused(stream);
    }
  }

  /** Runs the job over what is there. */
  private void tag(TaggingStream stream) throws Exception {
    TaggingJobSettings settings =
        stream.settings(
            "confluent",
            folder,
            "--until=latest",
            "--wire.format=confluent",
            "--registry.url=" + registry.url());
    try (RunningJob job = RunningJob.start(settings, 1)) {
      job.awaitEnd();
    }
  }

  /** A record in single-object encoding is none of this format. */
  private static void expectOtherFormatRefused(TaggingStream stream) {
    assertThat(stream.deadLetters()).hasSize(1);
    ConsumerRecord<byte[], byte[]> letter = stream.deadLetters().get(0);
    assertThat(new String(letter.key(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("other");
    assertThat(TaggingStream.header(letter, DeadLetterHeaders.REASON)).isEqualTo("WRONG_FORMAT");
  }
}
