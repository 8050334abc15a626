package io.clipstream.dashboard.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Term;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which results are for people, and why. */
class AskingTest {
  private static final String KEY = "f".repeat(32); // in no sample
  private static final ReviewSettings SETTINGS =
      new ReviewSettings(0.05, 0.25, 0.5, Duration.ofMinutes(1));

  private static Optional<Asking> of(String decision, double knife, double fire) {
    return Asking.of(
        result(
            KEY,
            "shop",
            decision,
            new Result.Tag("knife", (float) knife, "REVIEW", knife >= 0.5),
            new Result.Tag("fire", (float) fire, "BLOCK", fire >= 0.8)),
        Map.of("knife", 0.5f, "fire", 0.8f),
        SETTINGS);
  }

  private static Result result(String key, String source, String decision, Result.Tag... tags) {
    Result.Place place = new Result.Place("images", 0, 0);
    return new Result(
        1,
        "p",
        key,
        place,
        place,
        source,
        null,
        0,
        decision,
        "c",
        "set",
        1,
        0,
        1,
        1,
        false,
        List.of(tags));
  }

  @Test
  void allPicturesOfASourceAreLookedAtIfItIsNamed() {
    ReviewSettings whole = SETTINGS.with(Set.of("new-shop"));
    assertThat(Asking.of(result(KEY, "new-shop", "TAG"), Map.of(), whole))
        .map(Asking::queue)
        .contains(Queue.SAMPLE);
    assertThat(Asking.of(result(KEY, "shop", "TAG"), Map.of(), whole)).isEmpty();
    assertThat(Asking.of(result(KEY, null, "TAG"), Map.of(), whole)).isEmpty();
    assertThat(Asking.of(result(KEY, "new-shop", "BLOCK"), Map.of(), whole))
        .map(Asking::queue)
        .contains(Queue.BLOCK);
  }

  @Test
  void whatTheJobAsksForIsSaidByItsRule() {
    assertThat(of("REVIEW", 0.9, 0.1).orElseThrow().words())
        .isEqualTo("knife ≥ 0.50 asks for REVIEW");
    assertThat(of("BLOCK", 0.9, 0.81).orElseThrow().words())
        .isEqualTo("fire ≥ 0.80 asks for BLOCK");
    assertThat(of("BLOCK", 0.1, 0.1).orElseThrow().words()).isEqualTo("the job decided BLOCK");
  }

  @Test
  void theNearestToAThresholdWithinTheMarginAsks() {
    assertThat(of("ALLOW", 0.46, 0.79).orElseThrow().words())
        .isEqualTo("fire 0.79 is near its threshold 0.80");
    assertThat(of("TAG", 0.549, 0.1)).map(Asking::queue).contains(Queue.NEAR);
    assertThat(of("TAG", 0.56, 0.74)).isEmpty();
  }

  @Test
  void aShareOfTheRestIsASampleAndTheSecondReviewersShareIsAnother() {
    long sample = 0;
    long both = 0;
    long two = 0;
    for (String key : IntStream.range(0, 4_000).mapToObj(i -> Term.hash("p" + i)).toList()) {
      boolean isSampled = Asking.of(result(key, "shop", "ALLOW"), Map.of(), SETTINGS).isPresent();
      boolean isForTwo = Standing.isForTwo(key, SETTINGS.second());
      sample += isSampled ? 1 : 0;
      two += isForTwo ? 1 : 0;
      both += isSampled && isForTwo ? 1 : 0;
    }
    assertThat(sample).isBetween(900L, 1_100L);
    assertThat(two).isBetween(1_850L, 2_150L);
    assertThat(both).isBetween(400L, 600L);
    assertThat(Standing.isForTwo(KEY, 1)).isTrue();
    assertThat(Standing.isForTwo("0".repeat(32), 0)).isFalse();
  }
}
