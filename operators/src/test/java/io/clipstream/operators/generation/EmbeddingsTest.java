package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
  private static final TextKey CAT = TextKey.ofText("cat");
  private static final TextKey DOG = TextKey.ofText("dog");

  private final Embeddings embeddings = new Embeddings();

  @Test
  void whatIsNeededStaysUntilTheLastNeedEnds() {
    embeddings.claim(List.of(CAT, DOG));
    embeddings.use(List.of(CAT));
    embeddings.addEncoded(CAT, new float[] {1});
    embeddings.addEncoded(DOG, new float[] {2});
    assertThat(embeddings.rowsInBanks()).isEqualTo(1);
    embeddings.unclaim(List.of(CAT, DOG));
    assertThat(embeddings.all()).containsOnlyKeys(CAT);
    embeddings.release(List.of(CAT));
    assertThat(embeddings.all()).isEmpty();
    assertThat(embeddings.rowsInBanks()).isZero();
  }

  @Test
  void anAttemptThatFailsLosesNothingThatIsStillClaimed() {
    embeddings.claim(List.of(CAT, DOG));
    embeddings.use(List.of(CAT, DOG));
    embeddings.addEncoded(CAT, new float[] {1});
    embeddings.release(List.of(CAT, DOG)); // the attempt failed
    assertThat(embeddings.missing(List.of(CAT, DOG))).isEqualTo(1);
  }

  @Test
  void whatNobodyNeedsIsNotRestored() {
    embeddings.claim(List.of(CAT));
    embeddings.restore(CAT, new float[] {1});
    embeddings.restore(DOG, new float[] {2});
    assertThat(embeddings.all()).containsOnlyKeys(CAT);
    assertThat(embeddings.encoded()).isZero();
  }

  @Test
  void aRowMayBeNeededTwiceByOne() {
    embeddings.claim(List.of(CAT, CAT));
    embeddings.addEncoded(CAT, new float[] {1});
    embeddings.unclaim(List.of(CAT, CAT));
    assertThat(embeddings.all()).isEmpty();
  }
}
