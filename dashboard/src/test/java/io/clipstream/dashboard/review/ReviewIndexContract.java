package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.Decision;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What waits and what was decided, whichever database it is in. */
abstract class ReviewIndexContract extends ReviewIndexFixture {
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
}
