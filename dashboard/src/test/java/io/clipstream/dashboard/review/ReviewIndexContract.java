package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.World;
import io.clipstream.dashboard.store.DeadLetters;
import io.clipstream.dashboard.store.Forgetting;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Results;
import io.clipstream.dashboard.store.Retention;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.TagEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits and what was decided, whichever database it is in. */
abstract class ReviewIndexContract {
  private static final long START = 1_800_000_000_000L;
  private static final Waiting.Filter ANY = new Waiting.Filter("", "", "");

  private final LabelRules rules = new LabelRules();
  IndexDatabase index;
  private Items items;
  private long records;

  /** JDBC address of an index that the test has to itself. */
  abstract String url();

  @BeforeEach
  void start() {
    index = IndexDatabase.open(url());
    index.clear();
    settings(0);
  }

  private void settings(double second) {
    items = new Items(new ReviewSettings(0.05, 0, second, Duration.ofMinutes(1)), rules);
  }

  @AfterEach
  void close() {
    index.close();
  }

  void tagged(int number, Decision decision, double score) {
    tagged(number, decision, score, "round-7", number);
  }

  private void tagged(int number, Decision decision, double score, String checkpoint, int second) {
    tagged("p" + number, number, decision, score, checkpoint, second);
  }

  private void tagged(
      String id, int number, Decision decision, double score, String checkpoint, int second) {
    Action action = decision == Decision.BLOCK ? Action.BLOCK : Action.REVIEW;
    TagEvent event =
        World.tagEvent(
            id,
            new Origin("images", 0, (long) number, null),
            decision,
            World.tag("knife", score, action, score >= 0.5));
    event.setCheckpointId(checkpoint);
    event.setTaggedAt(Instant.ofEpochMilli(START + second * 1_000L));
    Result result = Results.of(event, new Result.Place("tags", 0, ++records));
    index
        .jdbi()
        .useTransaction(
            handle -> {
              Results.add(handle, result);
              items.consider(handle, result);
            });
  }

  private void decided(String id, int number, String reviewer, String... labels) {
    read(
        review(id, number, reviewer)
            .setLabels(List.of(labels))
            .setOrigin(new Origin("images", 0, (long) number, null))
            .setLabelSetId("default")
            .build());
  }

  private static ReviewDecision.Builder review(String id, int number, String reviewer) {
    return ReviewDecision.newBuilder()
        .setImageId("p" + number)
        .setReviewId(id)
        .setReviewer(reviewer)
        .setDecision(Decision.ALLOW)
        .setReviewedAt(Instant.ofEpochMilli(START));
  }

  private void undone(String id, int number, String reviewer, String undoes) {
    read(review(id, number, reviewer).setUndo(true).setUndoes(undoes).build());
  }

  private void read(ReviewDecision review) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("reviews", 0, ++records, null, null);
    index
        .jdbi()
        .useTransaction(
            handle -> {
              if (Reviews.add(handle, record, review)) {
                items.settle(handle, io.clipstream.dashboard.store.Term.hash(review.getImageId()));
              }
            });
  }

  private List<Long> waiting(String reviewer) {
    return waiting(reviewer, ANY);
  }

  private List<Long> waiting(String reviewer, Waiting.Filter filter) {
    return index.jdbi().withHandle(handle -> Waiting.next(handle, reviewer, filter, 100)).stream()
        .map(item -> item.image().offset())
        .toList();
  }

  private <T> void use(Consumer<Handle> action) {
    index.jdbi().useTransaction(action::accept);
  }

  private void thresholds(long revision, float threshold) {
    LabelSet set = new LabelSet();
    set.setId("default");
    set.setRevision(revision);
    set.setLabels(List.of(new Label("knife", List.of(), threshold, Action.TAG, null)));
    set.setTemplates(List.of());
    set.setScoring(Scoring.SOFTMAX);
    set.setBackgroundPrompts(List.of());
    use(handle -> assertThat(rules.add(handle, set)).isTrue());
    use(handle -> assertThat(rules.add(handle, set)).isFalse());
  }

  @Test
  void theMostSevereAndThenTheOldestComesFirst() {
    thresholds(12, 0.5f);
    tagged(1, Decision.REVIEW, 0.9);
    tagged(2, Decision.ALLOW, 0.47);
    tagged(3, Decision.BLOCK, 0.9);
    tagged(4, Decision.REVIEW, 0.9);
    tagged(5, Decision.ALLOW, 0.1);
    assertThat(waiting("ada")).containsExactly(3L, 1L, 4L, 2L);
    assertThat(waiting("ada", new Waiting.Filter("REVIEW", "", ""))).containsExactly(1L, 4L);
    assertThat(waiting("ada", new Waiting.Filter("", "default", "knife"))).hasSize(4);
    assertThat(waiting("ada", new Waiting.Filter("", "other", ""))).isEmpty();
    Waiting.Counts counts = index.jdbi().withHandle(Waiting::everything).of("ada");
    assertThat(counts.all()).isEqualTo(4);
    assertThat(counts.queues().keySet()).containsExactly("BLOCK", "REVIEW", "NEAR", "SAMPLE");
    assertThat(counts.queues().values()).containsExactly(1L, 2L, 1L, 0L);
  }

  @Test
  void theNewestResultOfAPictureAloneWaits() {
    tagged(1, Decision.REVIEW, 0.9);
    tagged(1, Decision.BLOCK, 0.9, "round-8", 5);
    assertThat(waiting("ada")).containsExactly(1L);
    assertThat(waiting("ada", new Waiting.Filter("BLOCK", "", ""))).containsExactly(1L);
    tagged(1, Decision.REVIEW, 0.9, "round-6", 2); // late, and older
    assertThat(waiting("ada", new Waiting.Filter("BLOCK", "", ""))).containsExactly(1L);
    tagged(1, Decision.ALLOW, 0.1, "round-9", 9);
    assertThat(waiting("ada")).isEmpty();
  }

  @Test
  void aPictureThatIsSentAgainWaitsOnceAndAnotherUnderItsIdWaitsToo() {
    tagged("same", 1, Decision.REVIEW, 0.9, "round-7", 1);
    tagged("same", 2, Decision.REVIEW, 0.9002, "round-7", 2);
    assertThat(waiting("ada")).containsExactly(1L);
    tagged("same", 3, Decision.REVIEW, 0.7, "round-7", 3);
    tagged("same", 4, Decision.REVIEW, 0.9, "round-8", 4);
    tagged("other", 5, Decision.REVIEW, 0.9, "round-7", 5);
    assertThat(waiting("ada")).containsExactly(1L, 3L, 4L, 5L);
  }

  @Test
  void aReviewDecidesAndItsUndoBringsThePictureBack() {
    tagged(1, Decision.REVIEW, 0.9);
    decided("r1", 1, "ada");
    assertThat(waiting("bob")).isEmpty();
    tagged(1, Decision.BLOCK, 0.9, "round-8", 5);
    assertThat(waiting("bob")).as("tagged again").isEmpty();
    undone("u1", 1, "ada", "r1");
    assertThat(waiting("bob")).containsExactly(1L);
    decided("r1", 1, "ada");
    assertThat(waiting("bob")).as("a repeat of what was undone").containsExactly(1L);
  }

  @Test
  void anUndoWithoutNameTakesTheReviewersLatest() {
    tagged(1, Decision.REVIEW, 0.9);
    decided("r1", 1, "ada");
    undone("u1", 1, "bob", null);
    assertThat(waiting("cleo")).isEmpty();
    undone("u2", 1, "ada", null);
    assertThat(waiting("cleo")).containsExactly(1L);
  }

  @Test
  void aReviewThatComesBeforeTheResultDecidesIt() {
    decided("r1", 1, "ada");
    read(review("r2", 2, "ada").build()); // names neither place nor set
    tagged(1, Decision.REVIEW, 0.9);
    tagged(2, Decision.REVIEW, 0.9);
    assertThat(waiting("bob")).isEmpty();
  }

  @Test
  void aPictureForTwoWaitsForAnotherReviewer() {
    settings(1);
    tagged(1, Decision.REVIEW, 0.9);
    decided("r1", 1, "ada");
    decided("r2", 1, "ada");
    assertThat(waiting("ada")).isEmpty();
    assertThat(waiting("bob")).containsExactly(1L);
    decided("r3", 1, "bob");
    assertThat(waiting("cleo")).isEmpty();
    undone("u1", 1, "bob", "r3");
    assertThat(waiting("cleo")).containsExactly(1L);
    assertThat(waiting("ada")).isEmpty();
  }

  @Test
  void agreementIsCountedByLabelAndReviewer() {
    for (int i = 1; i <= 4; i++) {
      decided("a" + i, i, "ada", "knife", "fire");
      decided("b" + i, i, "bob", i == 4 ? new String[] {"fire"} : new String[] {"knife", "fire"});
    }
    decided("c1", 1, "cleo");
    decided("d5", 5, "ada", "knife");
    undone("u2", 2, "bob", "b2");
    Agreement agreement = index.jdbi().withHandle(handle -> Agreement.of(handle, 0.5));
    assertThat(agreement.reviewers())
        .containsExactly(
            new Agreement.Row("ada", 4, 4),
            new Agreement.Row("bob", 4, 4),
            new Agreement.Row("cleo", 2, 2));
    assertThat(agreement.labels())
        .containsExactlyInAnyOrder(
            new Agreement.Row("fire", 5, 3), new Agreement.Row("knife", 5, 2));
  }

  @Test
  void thresholdsThatComeLateMakeEarlierResultsWait() {
    tagged(1, Decision.ALLOW, 0.47);
    tagged(2, Decision.ALLOW, 0.9);
    assertThat(waiting("ada")).isEmpty();
    thresholds(12, 0.5f);
    use(
        handle ->
            ResultRows.of(handle, "default", 12, 10)
                .forEach(result -> items.consider(handle, result)));
    assertThat(waiting("ada")).containsExactly(1L);
  }

  @Test
  void namesAndTextsOfAnyKindAreOnlyThat() {
    String odd = "a\0b' or 1=1 -- \u202e<script>" + "x".repeat(5_000);
    tagged(1, Decision.REVIEW, 0.9);
    decided("r1", 1, odd, odd, "knife");
    read(review("r9", 1, odd).setCaption(odd).setComment(odd).setLabelSetId(odd).build());
    assertThat(waiting(odd)).isEmpty();
    assertThat(waiting("bob", new Waiting.Filter(odd, odd, odd))).isEmpty();
    String key = io.clipstream.dashboard.store.Term.hash("p1");
    List<Review> reviews = index.jdbi().withHandle(handle -> Reviews.ofImage(handle, key));
    assertThat(reviews).hasSize(2);
    assertThat(reviews.get(1).labels()).hasSize(2).contains("knife");
    assertThat(reviews.get(0).caption()).contains("<script>");
  }

  @Test
  void theLatestReviewThatStandsIsTheVerdictOfAPicture() {
    decided("r1", 1, "ada", "knife", "fire");
    decided("r2", 2, "ada");
    decided("r3", 3, "ada", "knife");
    undone("u3", 3, "ada", "r3");
    decided("r4", 1, "bob", "fire");
    List<Result.Place> asked =
        LongStream.rangeClosed(1, 1_200)
            .mapToObj(offset -> new Result.Place("images", 0, offset))
            .toList();
    assertThat(new ReviewVerdicts(index).of(asked))
        .containsOnly(Map.entry(asked.get(0), List.of("fire")), Map.entry(asked.get(1), List.of()));
  }

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
