package io.clipstream.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.dashboard.Dashboard;
import io.clipstream.dashboard.DashboardSettings;
import io.clipstream.dashboard.Http;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.jobs.kafka.Right;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TestPictures;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everybody comes to Kafka by a login of his own, over TLS, with the rights of the page alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class SecuredKafkaTest {
  private static final int PICTURES = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Path folder;

  private KafkaRoles roles;

  @BeforeAll
  void start(@TempDir Path given) throws Exception {
    folder = given;
    roles = KafkaRoles.start(folder);
    Eventually.asserted(
        () -> {
          CommandRun doctor = roles.doctor(KafkaRole.OPERATOR);
          well(doctor);
          return doctor;
        });
    well(roles.as(KafkaRole.OPERATOR, "topics", "create", "--partitions=1"));
    for (int i = 0; i < PICTURES; i++) {
      Path picture = Files.createDirectories(folder.resolve("pictures")).resolve(i + ".png");
      Files.write(picture, TestPictures.png(i));
    }
    publish();
  }

  /** As an operator does. */
  private void publish() throws Exception {
    Path labels = folder.resolve("labels.yaml");
    Files.writeString(
        labels, "id: default\nlabels:\n  - {name: cat, threshold: 0.0, action: REVIEW}\n  - dog\n");
    Path model = SmallModel.write(folder, 5).directory();
    well(roles.as(KafkaRole.OPERATOR, "labels", "apply", labels.toString(), "--no-wait"));
    well(
        roles.as(
            KafkaRole.OPERATOR,
            "checkpoint",
            "announce",
            model.toString(),
            "--model-name=" + SmallModel.NAME,
            "--no-wait"));
  }

  @AfterAll
  void stop() {
    roles.close();
  }

  private static void well(CommandRun run) {
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
  }

  @Test
  void thePageGivesWhatTheCodeAsksFor() {
    Map<String, Set<Right>> ofPage =
        roles.rights().stream()
            .collect(
                groupingBy(
                    right -> right.entry().principal(),
                    mapping(
                        right -> new Right(right.pattern(), right.entry().operation()), toSet())));
    for (KafkaRole role : KafkaRole.values()) {
      assertThat(ofPage.get("User:" + role))
          .as("%s", role)
          .containsExactlyInAnyOrderElementsOf(
              Set.copyOf(role.rights(Topic::defaultName, KafkaRoles.job(role))));
    }
  }

  @Test
  void eachRoleDoesItsWorkAndTheDoctorFindsNothingWrong() throws Exception {
    well(roles.as(KafkaRole.PRODUCER, "send", folder.resolve("pictures").toString()));
    well(CommandRun.of(roles.taggingOptions().toArray()));
    assertThat(consumed()).isEqualTo(PICTURES);
    review();
    train();
    assertThat(roles.as(KafkaRole.OPERATOR, "status").out()).contains("default r1", "shop: ");
    for (KafkaRole role : KafkaRole.values()) {
      CommandRun doctor = roles.doctor(role);
      assertThat(doctor.exit()).as(doctor.out()).isZero();
      assertThat(doctor.out()).contains("this user has all ").doesNotContain("is missing");
    }
  }

  /** How many results a member of a group reads. */
  private int consumed() {
    Map<String, Object> settings = new HashMap<>(roles.kafka().client("consumer"));
    settings.putAll(
        Map.of(
            "group.id", "tags-of-shop",
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest"));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topic.TAGS.defaultName()));
      int[] count = {0};
      Eventually.await("results")
          .until(() -> (count[0] += consumer.poll(Duration.ofMillis(200)).count()) >= PICTURES);
      consumer.commitSync();
      return count[0];
    }
  }

  private Dashboard dashboard(String directory) {
    KafkaAccess access =
        new KafkaAccess(roles.kafka().client("dashboard"), Map.of(), new WireFormat.SingleObject());
    // Every picture is put before reviewers.
    ReviewSettings review =
        new ReviewSettings(0.05, 1, 0, Set.of(), ReviewSettings.DEFAULT.lease());
    return Dashboard.start(
        DashboardSettings.local(access, folder.resolve(directory), 0).with(review));
  }

  /** A moderator decides about a picture: in one transaction, with the pair that is learnt from. */
  private void review() throws Exception {
    try (Dashboard dashboard = dashboard("dashboard")) {
      ObjectNode claim =
          JSON.createObjectNode().put("session", "session-one").put("reviewer", "ada");
      claim.put("want", 1);
      JsonNode task =
          Eventually.asserted(
              () -> {
                Http.Answer claimed = post(dashboard, "/api/review/claims", claim);
                assertThat(claimed.status()).as(claimed.text()).isEqualTo(200);
                JsonNode tasks = claimed.json().get("tasks");
                assertThat(tasks).isNotEmpty();
                return tasks.get(0);
              });
      ObjectNode review =
          JSON.createObjectNode().put("id", "review-0001").put("session", "session-one");
      review.put("reviewer", "ada").put("decision", "ALLOW");
      JsonNode result = task.get("result");
      review
          .putObject("of")
          .put("imageKey", result.get("imageKey").asText())
          .put("partition", result.at("/image/partition").asInt())
          .put("offset", result.at("/image/offset").asLong())
          .put("checkpoint", result.get("checkpoint").asText())
          .put("labelSet", result.get("labelSet").asText())
          .put("revision", result.get("revision").asLong());
      Http.Answer answer = post(dashboard, "/api/reviews", review);
      assertThat(answer.status()).as(answer.text()).isLessThan(300);
    }
  }

  private static Http.Answer post(Dashboard dashboard, String path, ObjectNode body)
      throws IOException {
    String headers = "Host: localhost\nX-Clipstream: 1\nContent-Type: application/json";
    return Http.ask(dashboard.port(), "POST", path, headers, body.toString());
  }

  /** A training job takes captions in. */
  private void train() throws Exception {
    Path captions = folder.resolve("pictures/captions.tsv");
    Files.writeString(captions, "path\tcaption\n0.png\ta cat\n1.png\ta dog\n");
    well(roles.as(KafkaRole.PRODUCER, "captions", "send", captions.getParent().toString()));
    CommandProcess training =
        CommandProcess.startIn(
            folder,
            roles.jobOptions(
                KafkaRole.TRAINING,
                "--checkpoints.path=" + folder.resolve("models"),
                "--store.path=" + folder.resolve("store"),
                "--round.after-pairs=1000000"));
    try {
      training.awaitLine("has all it needs");
      Eventually.await("captions that are taken in")
          .failFast("the job has ended", () -> !training.isAlive())
          .until(() -> committed(Topic.CAPTIONS) >= 2);
    } finally {
      training.terminate();
    }
    assertThat(training.exit()).as(training.output()).isEqualTo(143);
  }

  private long committed(Topic topic) throws Exception {
    var offsets =
        roles
            .kafka()
            .admin()
            .listConsumerGroupOffsets("shop-learner")
            .partitionsToOffsetAndMetadata();
    var offset = offsets.get().get(new TopicPartition(topic.defaultName(), 0));
    return offset == null ? 0 : offset.offset();
  }

  @Test
  void aJobNamesTheRightThatIsMissingBeforeItStartsAndSoDoesTheDoctor() throws Exception {
    for (Right right :
        List.of(
            right(Right.topic("labels.sets.v1", AclOperation.READ)),
            right(Right.topic("images.tags.v1", AclOperation.WRITE)),
            right(Right.topic("images.events.v1.dlq", AclOperation.DESCRIBE_CONFIGS)),
            right(Right.groups("shop", AclOperation.READ)),
            right(Right.transactions("shop/", AclOperation.WRITE)))) {
      roles.without(
          KafkaRole.TAGGING,
          right,
          () -> {
            CommandRun run = CommandRun.of(roles.taggingOptions().toArray());
            assertThat(run.exit()).as(run.err()).isEqualTo(1);
            assertThat(run.err()).contains("the user of this tagging job lacks " + right);
          });
    }
  }

  @Test
  void commandsAndTheDashboardSayWhatTheyMayNotDo() throws Exception {
    Right writes = right(Right.topic("images.events.v1", AclOperation.WRITE));
    roles.without(
        KafkaRole.PRODUCER,
        writes,
        () -> {
          CommandRun run =
              roles.as(KafkaRole.PRODUCER, "send", folder.resolve("pictures").toString());
          assertThat(run.exit()).isEqualTo(1);
          assertThat(run.err()).contains("images.events.v1", "doctor --role");
        });
    roles.without(
        KafkaRole.OPERATOR,
        right(Right.topic("labels.sets.v1", AclOperation.READ)),
        () -> {
          CommandRun run = roles.as(KafkaRole.OPERATOR, "labels", "list");
          assertThat(run.exit()).isEqualTo(1);
          assertThat(run.err()).contains("labels.sets.v1", "doctor --role");
        });
    roles.without(
        KafkaRole.DASHBOARD,
        right(Right.topic("images.tags.v1", AclOperation.READ)),
        () -> {
          try (Dashboard dashboard = dashboard("refused")) {
            Eventually.asserted(
                () -> {
                  String said = Http.get(dashboard.port(), "/api/state").text();
                  assertThat(said).contains("not READ", "images.tags.v1", "docs/security.md");
                  return said;
                });
          }
        });
  }

  private static Right right(List<Right> one) {
    assertThat(one).hasSize(1);
    return one.get(0);
  }
}
