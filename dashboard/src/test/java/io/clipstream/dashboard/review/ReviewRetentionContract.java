package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.store.DeadLetters;
import io.clipstream.dashboard.store.Forgetting;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Retention;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is counted and what is forgotten, whichever database it is in. */
abstract class ReviewRetentionContract extends ReviewIndexFixture {
  /** What the counts are of, counted anew: slow, and right. */
  private Map<String, Long> countedAnew() {
    Map<String, Long> counts = new TreeMap<>();
    List<Review> all =
        index
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select distinct image_key from review")
                        .mapTo(String.class)
                        .list()
                        .stream()
                        .flatMap(key -> Reviews.ofImage(handle, key).stream())
                        .filter(review -> !review.undone())
                        .toList());
    for (Review a : all) {
      for (Review b : all) {
        if (a.imageKey().equals(b.imageKey()) && a.reviewer().compareTo(b.reviewer()) < 0) {
          boolean isSame = a.decision().equals(b.decision());
          for (String name : List.of(a.reviewer(), b.reviewer())) {
            counts.merge("REVIEWER " + name, 1L, Long::sum);
            counts.merge("REVIEWER " + name + " agreed", isSame ? 1L : 0L, Long::sum);
          }
          Set<String> labels = new TreeSet<>(a.labels());
          labels.addAll(b.labels());
          for (String label : labels) {
            boolean isAgreed = a.labels().contains(label) && b.labels().contains(label);
            counts.merge("LABEL " + label, 1L, Long::sum);
            counts.merge("LABEL " + label + " agreed", isAgreed ? 1L : 0L, Long::sum);
          }
        }
      }
    }
    return counts;
  }

  private Map<String, Long> counted() {
    Map<String, Long> counts = new TreeMap<>();
    index
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery("select kind, name, pairs, agreed from agreement")
                    .map(
                        (row, context) -> {
                          String name = row.getString(1) + " " + row.getString(2);
                          counts.put(name, row.getLong(3));
                          counts.put(name + " agreed", row.getLong(4));
                          return name;
                        })
                    .list());
    return counts;
  }

  @Test
  void whatComesAndGoesIsCountedAsItWouldBeAnew() {
    Random random = new Random(11);
    List<String> reviewers = List.of("ada", "bob", "cleo", "dan");
    List<String> labels = List.of("knife", "fire", "blood");
    for (int i = 0; i < 160; i++) {
      int number = random.nextInt(12);
      String reviewer = reviewers.get(random.nextInt(4));
      if (i > 20 && random.nextInt(4) == 0) {
        undone("u" + i, number, reviewer, random.nextBoolean() ? null : "r" + random.nextInt(i));
        continue;
      }
      Decision decision = random.nextBoolean() ? Decision.ALLOW : Decision.BLOCK;
      read(
          review("r" + i, number, reviewer)
              .setDecision(decision)
              .setLabels(labels.subList(0, random.nextInt(4)))
              .setOrigin(new Origin("images", 0, (long) number, null))
              .setLabelSetId("default")
              .setReviewedAt(Instant.ofEpochMilli(START + i))
              .build());
    }
    assertThat(counted()).isEqualTo(countedAnew()).hasSizeGreaterThan(10);
    long forgotten =
        index.jdbi().inTransaction(h -> new ReviewRetention().forget(h, START + 70, 1_000, 500));
    assertThat(forgotten).isGreaterThan(30);
    assertThat(counted()).isEqualTo(countedAnew()).hasSizeGreaterThan(10);
    use(handle -> new ReviewRetention().forget(handle, 0, 20, 500));
    assertThat(many("review")).isEqualTo(20);
    assertThat(many("review_undo")).isLessThanOrEqualTo(20);
    assertThat(counted()).isEqualTo(countedAnew());
    use(handle -> new ReviewRetention().forget(handle, START + 1_000, 20, 500));
    assertThat(many("review") + many("review_label") + many("review_undo")).isZero();
    assertThat(counted()).isEmpty();
  }

  private long many(String table) {
    return index
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }

  @Test
  void everyTableForgetsOrIsSmallByItself() {
    thresholds(12, 0.5f);
    tagged(1, Decision.REVIEW, 0.9);
    for (String reviewer : List.of("ada", "bob")) {
      decided("r" + reviewer, 1, reviewer, "knife");
    }
    decided("r3", 2, "ada");
    undone("u3", 2, "ada", "r3");
    use(
        handle ->
            DeadLetters.add(
                handle,
                new DeadLetters.Letter(
                    new Result.Place("images.dlq", 0, 1),
                    START,
                    "p",
                    Optional.empty(),
                    "decode",
                    "NO_PICTURE",
                    "none")));
    List<Forgetting> others = List.of(new ReviewRetention());
    Retention month = new Retention(Duration.ofDays(30), 100);
    use(handle -> month.apply(handle, START, others));
    Set<String> kept = new TreeSet<>(tablesWithRows());
    assertThat(kept)
        .contains("result", "result_tag", "dead_letter", "review_item", "review", "agreement");
    use(handle -> month.apply(handle, START + Duration.ofDays(31).toMillis(), others));
    // Of label sets the newest revisions are kept; the others have a row a partition.
    assertThat(tablesWithRows()).isSubsetOf("label_rule", "label_revision", "read_to");
    assertThat(tables())
        .as("a new table needs a retention: add rows of it above")
        .containsExactlyInAnyOrder(
            "agreement",
            "dead_letter",
            "label_revision",
            "label_rule",
            "read_to",
            "result",
            "result_tag",
            "review",
            "review_item",
            "review_label",
            "review_undo",
            "webhook_position");
  }

  private List<String> tables() {
    return index
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select lower(table_name) from information_schema.tables where"
                            + " lower(table_schema) = 'clipstream_dashboard'"
                            + " and lower(table_name) <> 'flyway_schema_history'")
                    .mapTo(String.class)
                    .list());
  }

  private List<String> tablesWithRows() {
    return tables().stream().filter(table -> many(table) > 0).toList();
  }

  @Test
  void ofLabelSetsTheNewestRevisionsAreKept() {
    for (long revision = 1; revision <= 203; revision++) {
      thresholds(revision, 0.5f);
    }
    assertThat(many("label_rule")).isEqualTo(200);
    LabelSet old = new LabelSet();
    old.setId("default");
    old.setRevision(3);
    old.setLabels(List.of(new Label("knife", List.of(), 0.5f, Action.TAG, null)));
    use(handle -> assertThat(rules.add(handle, old)).isFalse());
    assertThat(many("label_rule")).isEqualTo(200);
    assertThat(
            index
                .jdbi()
                .<Map<String, Float>, RuntimeException>withHandle(
                    h -> rules.thresholds(h, "default", 203)))
        .isNotEmpty();
  }
}
