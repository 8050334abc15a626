package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.World;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Results;
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
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An index of reviews, whichever database it is in, and what is written into it. */
abstract class ReviewIndexFixture {
  static final long START = 1_800_000_000_000L;
  static final Waiting.Filter ANY = new Waiting.Filter("", "", "");

  final LabelRules rules = new LabelRules();
  IndexDatabase index;
  Items items;
  long records;

  /** JDBC address of an index that the test has to itself. */
  abstract String url();

  @BeforeEach
  void start() {
    index = IndexDatabase.open(url());
    index.clear();
    settings(0);
  }

  void settings(double second) {
    items = new Items(new ReviewSettings(0.05, 0, second, Duration.ofMinutes(1)), rules);
  }

  @AfterEach
  void close() {
    index.close();
  }

  void tagged(int number, Decision decision, double score) {
    tagged(number, decision, score, "round-7", number);
  }

  void tagged(int number, Decision decision, double score, String checkpoint, int second) {
    tagged("p" + number, number, decision, score, checkpoint, second);
  }

  void tagged(
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

  void decided(String id, int number, String reviewer, String... labels) {
    read(
        review(id, number, reviewer)
            .setLabels(List.of(labels))
            .setOrigin(new Origin("images", 0, (long) number, null))
            .setLabelSetId("default")
            .build());
  }

  static ReviewDecision.Builder review(String id, int number, String reviewer) {
    return ReviewDecision.newBuilder()
        .setImageId("p" + number)
        .setReviewId(id)
        .setReviewer(reviewer)
        .setDecision(Decision.ALLOW)
        .setReviewedAt(Instant.ofEpochMilli(START));
  }

  void undone(String id, int number, String reviewer, String undoes) {
    read(review(id, number, reviewer).setUndo(true).setUndoes(undoes).build());
  }

  void read(ReviewDecision review) {
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

  List<Long> waiting(String reviewer) {
    return waiting(reviewer, ANY);
  }

  List<Long> waiting(String reviewer, Waiting.Filter filter) {
    return index.jdbi().withHandle(handle -> Waiting.next(handle, reviewer, filter, 100)).stream()
        .map(item -> item.image().offset())
        .toList();
  }

  <T> void use(Consumer<Handle> action) {
    index.jdbi().useTransaction(action::accept);
  }

  void thresholds(long revision, float threshold) {
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
}
