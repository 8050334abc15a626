package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsCommandTest {
  private static final AvroCodec<LabelSet> CODEC = AvroCodec.singleObject(LabelSet.class);

  @TempDir Path folder;
  private String topic;

  @BeforeEach
  void makeTopic() throws Exception {
    topic = SharedKafka.topic("labels", Map.of("retention.ms", "-1"));
  }

  @Test
  void theFileIsReadBeforeAnybodyIsConnectedTo() throws Exception {
    String nobody = "127.0.0.1:1";
    CommandRun none = CommandRun.of("labels", "apply", folder.resolve("none"), "--kafka", nobody);
    assertThat(none.err()).contains("none: expected a text file, found no such file");
    String twice = file("{id: x, labels: [a, a]}");
    assertThat(CommandRun.of("labels", "apply", twice, "--kafka", nobody).err())
        .contains(twice + ": ")
        .contains("'a'");
  }

  @Test
  void whatIsPublishedForTheDemoLeavesAloneWhatAUserApplied() throws Exception {
    LabelSetFile.Read demo = LabelSetFile.read(Path.of(file("{id: x, labels: [a]}")));
    LabelSetFile.Read later = LabelSetFile.read(Path.of(file("{id: x, labels: [a, b]}")));
    KafkaConnection kafka = KafkaConnection.at(SharedKafka.bootstrap());
    kafka.topics.put("label-sets", topic);
    try (KafkaClients clients = kafka.connect()) {
      LabelPublisher publisher = new LabelPublisher(clients, kafka);
      assertThat(publisher.applyUnlessTaken(demo, "demo").published()).isTrue();
      assertThat(publisher.applyUnlessTaken(later, "demo").set().getRevision()).isEqualTo(2);
      labels("apply", file("{id: x, labels: [mine]}"));
      LabelPublisher.Result kept = publisher.applyUnlessTaken(demo, "demo");
      assertThat(kept.published()).isFalse();
      assertThat(kept.set().getLabels().get(0).getName()).isEqualTo("mine");
    }
    assertThat(SharedKafka.records(topic)).hasSize(3);
  }

  @Test
  void publishesWhatTheFileSays() throws Exception {
    CommandRun ran =
        labels(
            "apply",
            file(
                """
                id: pets
                description: what lives with us
                scoring: independent
                templates: ["a photo of a {}.", "a drawing of a {}."]
                backgroundPrompts: [a photo.]
                labels:
                  - animal
                  - name: dog
                    prompts: [dog, puppy]
                    threshold: 0.75
                    action: review
                    parent: animal
                """));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.lines()).first().isEqualTo("label set 'pets' revision 1 is published: 2 labels");
    ConsumerRecord<byte[], byte[]> record = SharedKafka.records(topic).get(0);
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("pets");
    LabelSet set = decoded(record);
    assertThat(set.getScoring()).isEqualTo(Scoring.INDEPENDENT);
    assertThat(set.getTemplates()).hasSize(2);
    assertThat(set.getLabels().get(0).getThreshold()).isEqualTo(0.5f);
    assertThat(set.getLabels().get(1).getPrompts()).containsExactly("dog", "puppy");
    assertThat(set.getLabels().get(1).getAction()).isEqualTo(Action.REVIEW);
    assertThat(set.getLabels().get(1).getParent()).isEqualTo("animal");
    assertThat(set.getUpdatedAt()).isNotNull();
  }

  @Test
  void countsRevisionsAndPublishesNothingThatIsNotNew() throws Exception {
    String cats = file("{id: pets, labels: [cat]}");
    assertThat(labels("apply", cats).out()).contains("revision 1 is published: 1 label\n");
    assertThat(labels("apply", cats).out()).isEqualTo("label set 'pets' revision 1 is unchanged\n");
    String dogs = file("{id: pets, labels: [cat, dog]}");
    assertThat(labels("apply", dogs).out()).contains("revision 2 is published");
    String old = file("{id: pets, revision: 2, labels: [bird]}");
    CommandRun refused = labels("apply", old);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("the revision is 2").contains("expected 3 or more");
    String far = file("{id: pets, revision: 17, labels: [bird]}");
    assertThat(labels("apply", far).out()).contains("revision 17 is published");
    assertThat(SharedKafka.records(topic)).hasSize(3);
  }

  @Test
  void refusesAnInvalidSetAndPublishesNothing() throws Exception {
    CommandRun ran =
        labels("apply", file("{id: pets, labels: [cat, cat, {name: dog, threshold: 1.7}]}"));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .contains("label 'cat' is there twice")
        .contains("threshold of label 'dog' is 1.7, expected 0 to 1");
    assertThat(SharedKafka.records(topic)).isEmpty();
  }

  @Test
  void namesWhatIsWrongWithAFile() throws Exception {
    assertThat(labels("apply", file("id: x\nlabels: [a]\ncolour: red")).err())
        .contains("the label set has a field 'colour'");
    assertThat(labels("apply", file("labels: [a]")).err()).contains("id is missing");
    assertThat(labels("apply", file("id: x")).err()).contains("labels is no list");
    assertThat(labels("apply", file("id: x\nlabels: [{name: a, action: EAT}]")).err())
        .contains("action of label 'a' is 'EAT', expected one of [TAG, REVIEW, BLOCK]");
    assertThat(labels("apply", file("id: [")).err()).contains("cannot be read as YAML");
    assertThat(labels("apply", file("just text")).err()).contains("it holds no label set");
    assertThat(labels("apply", folder.resolve("none").toString()).err()).contains("none");
  }

  @Test
  void namesPromptsThatTheModelInForceCannotTellApart() throws Exception {
    String checkpoints = SharedKafka.topic("checkpoints", Map.of("retention.ms", "-1"));
    Path model =
        SmallCheckpoint.write(folder.resolve("model"), 1).directory(); // a context of 24 tokens
    announce(model, checkpoints);
    String words = "many many words that go on and on ".repeat(4);
    String set =
        "{id: long, labels: [{name: cats, prompts: [%1$scat]}, {name: dogs, prompts: [%1$sdog]}]}";

    CommandRun ran =
        labels("apply", file(set.formatted(words)), "--topic.checkpoints=" + checkpoints);

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("revision 1 is published");
    assertThat(ran.err())
        .contains("clipstream: label set 'long' revision 1: to the model in " + model)
        .contains("prompts of 'cats' and 'dogs' are equal once cut at the context length of 24");
    assertThat(
            labels("apply", file(set.formatted("a ")), "--topic.checkpoints=" + checkpoints).err())
        .isEmpty();
  }

  @Test
  void aSetThatTheModelInForceCannotScoreIsRefusedWithTheReason() throws Exception {
    String checkpoints = SharedKafka.topic("checkpoints", Map.of("retention.ms", "-1"));
    String in = "--topic.checkpoints=" + checkpoints;
    String pairs = file("{id: pairs, scoring: pairwise, labels: [cat]}");
    Path clip = SmallCheckpoint.write(folder.resolve("clip"), 1).directory();
    announce(clip, checkpoints);
    CommandRun refused = labels("apply", pairs, in);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .contains("label set 'pairs': scoring PAIRWISE needs a checkpoint with a logit bias")
        .contains("it would be used with the model in " + clip);
    assertThat(SharedKafka.records(topic)).isEmpty();

    Path siglip = SmallCheckpoint.writeSiglip(folder.resolve("siglip"), 1).directory();
    assertThat(announce(siglip, checkpoints).err()).isEmpty();
    assertThat(labels("apply", pairs, in).out()).contains("revision 1 is published");
    assertThat(announce(clip, checkpoints).err())
        .contains("clipstream: jobs will refuse label set 'pairs', whose scores are PAIRWISE");
  }

  @Test
  void announcingAnotherBiasNamesTheSetsWhoseThresholdsItMoves() throws Exception {
    String checkpoints = SharedKafka.topic("checkpoints", Map.of("retention.ms", "-1"));
    announce(SmallCheckpoint.withBias(folder.resolve("clip"), 1, -3).directory(), checkpoints);
    labels("apply", file("{id: pets, labels: [cat, dog]}"));
    labels("apply", file("{id: pairs, scoring: pairwise, labels: [cat]}"));
    Path siglip = SmallCheckpoint.writeSiglip(folder.resolve("siglip"), 1).directory();
    assertThat(announce(siglip, checkpoints).err())
        .contains("clipstream: thresholds of label set 'pairs' mean something else with this")
        .contains("logit bias -10.0, was logit scale 14.3, logit bias -3.00");
    assertThat(announce(siglip, checkpoints).err()).isEmpty();
  }

  private CommandRun announce(Path model, String checkpoints) {
    CommandRun announced =
        CommandRun.onKafka(
            "checkpoint",
            "announce",
            model.toString(),
            "--topic.checkpoints=" + checkpoints,
            "--topic.label-sets=" + topic);
    assertThat(announced.exit()).as(announced.err()).isZero();
    return announced;
  }

  @Test
  void whatIsShownCanBeAppliedAgain() throws Exception {
    labels(
        "apply",
        file("{id: 'no', labels: [cat, {name: 'yes', threshold: 0.25, prompts: [a, b]}]}"));
    CommandRun shown = labels("show", "no");
    assertThat(shown.exit()).isZero();
    assertThat(shown.out()).contains("- cat\n").contains("threshold: 0.25");
    assertThat(labels("apply", file(shown.out())).out())
        .isEqualTo("label set 'no' revision 1 is unchanged\n");
  }

  @Test
  void listsThoseInForceAndDeletesWithATombstone() throws Exception {
    labels("apply", file("{id: one, labels: [cat]}"));
    labels("apply", file("{id: two, labels: [cat, dog]}"));
    corrupt("one");
    List<String> lines = labels("list").lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("two\trevision 1\t2 labels\tSOFTMAX\t");
    assertThat(labels("list", "--json").lines().get(0)).contains("\"id\":\"one\"");
    assertThat(labels("delete", "one").out()).isEqualTo("label set 'one' revision 1 is deleted\n");
    assertThat(labels("list").lines()).hasSize(1);
    CommandRun again = labels("delete", "one");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("label set 'one' is not in force");
    List<ConsumerRecord<byte[], byte[]>> records = SharedKafka.records(topic);
    assertThat(records.get(records.size() - 1).value()).isNull();
    assertThat(labels("apply", file("{id: one, labels: [fox]}")).out()).contains("revision 2");
  }

  private void corrupt(String id) {
    try (KafkaProducer<byte[], byte[]> producer = SharedKafka.producer(Map.of())) {
      byte[] key = id.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, key, new byte[] {1, 2, 3}));
    }
  }

  private CommandRun labels(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "labels";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--topic.label-sets=" + topic;
    return CommandRun.onKafka(all);
  }

  private String file(String text) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "labels", ".yaml"), text).toString();
  }

  private static LabelSet decoded(ConsumerRecord<byte[], byte[]> record) {
    return ((Decoding.Ok<LabelSet>) CODEC.decode(record.value())).value();
  }
}
