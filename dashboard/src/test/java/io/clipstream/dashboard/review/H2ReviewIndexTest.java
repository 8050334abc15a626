package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Plans;
import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.Decision;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2ReviewIndexTest extends ReviewIndexContract {
  @TempDir private Path folder;

  @Override
  String url() {
    return IndexDatabase.inDirectory(folder);
  }

  /** Who takes the next of a hundred thousand pictures does not have them sorted first. */
  @Test
  void whatIsNextComesInTheOrderOfAnIndex() {
    for (int i = 0; i < 50; i++) {
      tagged(i, i % 2 == 0 ? Decision.BLOCK : Decision.REVIEW, 0.9);
    }
    for (Waiting.Filter filter :
        List.of(
            new Waiting.Filter("", "", ""),
            new Waiting.Filter("BLOCK", "", ""),
            new Waiting.Filter("", "default", ""),
            new Waiting.Filter("REVIEW", "", "knife"),
            new Waiting.Filter("", "default", "knife"))) {
      Plans.of(
              index.jdbi(),
              () -> index.jdbi().withHandle(handle -> Waiting.next(handle, "ada", filter, 5)))
          .forEach(Plans.Plan::isInTheOrderOfAnIndex);
    }
  }

  @Test
  void verdictsOnManyPicturesAreLookedUpOneByOne() {
    List<Result.Place> places =
        IntStream.range(0, 600).mapToObj(i -> new Result.Place("images", 0, i)).toList();
    Plans.of(index.jdbi(), () -> new ReviewVerdicts(index).of(places))
        .forEach(plan -> assertThat(plan.plan()).contains("REVIEW_PLACE: IMAGE_OFFSET IN("));
  }

  @Test
  void howOftenReviewersAgreeIsReadByAnIndexOfTheCountsAndOfNoReview() {
    try (IndexDatabase index = IndexDatabase.open(url())) {
      String plan =
          index
              .jdbi()
              .withHandle(
                  handle ->
                      handle
                          .createQuery("explain " + Agreement.MOST)
                          .bind(0, Agreements.LABEL)
                          .mapTo(String.class)
                          .one());
      assertThat(plan).contains("KIND = ?1").doesNotContain("tableScan", "REVIEW\"");
    }
  }
}
