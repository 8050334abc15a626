package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.Records;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may hold a swap, and what may not. */
@Timeout(300)
class CandidateCheckpointTest {
  @TempDir Path dir;
  private final CountedLooks inForce = new CountedLooks();
  private long edits;
  private final Failures failures = new Failures(Duration.ofHours(1), Duration.ofHours(1));
  private final Semaphore news = new Semaphore(0);
  private TaggingModel.Source source;
  private CandidateCheckpoint active;
  private CandidateCheckpoint coming;

  /** Label sets that know how often all of them were looked at. */
  private static final class CountedLooks extends LinkedHashMap<String, LabelSetInForce> {
    private int looks;

    @Override
    public Collection<LabelSetInForce> values() {
      looks++;
      return super.values();
    }
  }

  @BeforeEach
  void start() throws Exception {
    source =
        new TaggingModel.Source(
            List.of(dir.toString()),
            "cpu",
            Precision.FP32,
            Kernels.MEASURED,
            1,
            0,
            DownloadSettings.PLAIN);
    publish(Records.set("default", 1, "cat", "dog"));
    publish(large("large", 1, "n"));
    active = candidate("a", 1);
    active.enterService();
    until(active, () -> active.ready().size() == 2);
    coming = candidate("b", 2);
  }

  private CandidateCheckpoint candidate(String name, long seed) {
    return new CandidateCheckpoint(
        Checkpoints.write(dir.resolve(name), seed, 16),
        source,
        inForce,
        () -> edits,
        "default",
        new EmbeddingState(),
        news::release);
  }

  private void publish(LabelSet set) {
    edits++;
    inForce.put(set.getId(), new LabelSetInForce(set, LabelSets.contentHash(set)));
  }

  private void withdraw(String id) {
    edits++;
    inForce.remove(id);
  }

  private static LabelSet large(String id, long revision, String prefix) {
    return Records.set(
        id, revision, IntStream.range(0, 600).mapToObj(i -> prefix + i).toArray(String[]::new));
  }

  private void until(CandidateCheckpoint one, BooleanSupplier condition)
      throws InterruptedException {
    one.advance(failures, 0);
    while (!condition.getAsBoolean()) {
      assertThat(news.tryAcquire(4, TimeUnit.MINUTES)).isTrue();
      one.advance(failures, 0);
    }
  }

  private static boolean hasDefault(CandidateCheckpoint one) {
    return has(one, "default");
  }

  private static boolean has(CandidateCheckpoint one, String id) {
    return one.ready().stream().anyMatch(bank -> bank.definition().set().getId().equals(id));
  }

  @AfterEach
  void stop() {
    active.close();
    coming.close();
    Eventually.await("the end of a bank in the making").until(() -> TaggingModel.loaded() == 0);
  }

  @Test
  void theSetsOfTheBeginningAreAwaitedAndOnesThatCameLaterAreNot() throws Exception {
    until(coming, () -> hasDefault(coming));
    if (coming.ready().size() < 2) {
      assertThat(coming.mayReplace(active, failures)).isFalse();
    }
    publish(large("late", 1, "late"));
    until(coming, () -> has(coming, "large"));
    assertThat(coming.mayReplace(active, failures)).isTrue();
    until(coming, () -> has(coming, "late")); // it is finished beside
  }

  @Test
  void withoutAnEditNotAllSetsAreLookedAtAgain() throws Exception {
    until(coming, () -> coming.ready().size() == 2);
    int before = inForce.looks;
    coming.advance(failures, 0);
    assertThat(inForce.looks).isEqualTo(before);
    publish(Records.set("small", 1, "sun"));
    until(coming, () -> coming.ready().size() == 3);
    assertThat(inForce.looks).isEqualTo(before + 1);
  }

  @Test
  void subtasksOfAProcessClaimASetOnce() throws Exception {
    until(coming, () -> coming.loaded().isPresent());
    TaggingModel model = coming.loaded().orElseThrow();
    try (Lease<Claim> one = model.claim(inForce.get("large"));
        Lease<Claim> other = model.claim(inForce.get("large"))) {
      assertThat(other.get()).isSameAs(one.get());
    }
  }

  @Test
  void aDeletedSetIsNotAwaited() throws Exception {
    until(coming, () -> coming.loaded().isPresent());
    withdraw("large");
    until(coming, () -> hasDefault(coming));
    assertThat(coming.mayReplace(active, failures)).isTrue();
  }

  @Test
  void aSetThatCannotBeEncodedIsNotAwaited() throws Exception {
    until(coming, () -> hasDefault(coming));
    failures.record(
        coming.subject(inForce.get("large")), new IllegalStateException("cannot be encoded"), 0);
    assertThat(coming.mayReplace(active, failures)).isTrue();
  }

  @Test
  void aFaultOfTheDeviceHoldsTheSwapWhereTheSetIsServedAndOnlyThere() throws Exception {
    publish(large("never", 1, "never"));
    CandidateCheckpoint third = candidate("c", 3);
    until(third, () -> hasDefault(third));
    withdraw("large");
    EngineException memory = new EngineException("CUDA out of memory");
    failures.record(third.subject(inForce.get("never")), new DeviceFaultException(memory), 0);
    assertThat(third.mayReplace(active, failures)).isTrue(); // it is served by neither
    until(active, () -> active.ready().size() == 2);
    assertThat(third.mayReplace(active, failures) && third.ready().size() < 2).isFalse();
    third.close();
  }

  @Test
  void editsInMidSwapCannotHoldItOff() throws Exception {
    int revision = 1;
    while (!coming.mayReplace(active, failures)) {
      publish(large("large", ++revision, "edit " + revision + " "));
      coming.advance(failures, 0);
      assertThat(news.tryAcquire(4, TimeUnit.MINUTES)).isTrue();
      coming.advance(failures, 0);
    }
    assertThat(coming.ready()).hasSize(2);
  }

  @Test
  void whatIsServedInALaterRevisionIsNotServedInAnEarlierOne() throws Exception {
    until(coming, () -> coming.ready().size() == 2);
    publish(large("large", 2, "m"));
    until(
        active,
        () -> active.ready().stream().anyMatch(s -> s.definition().set().getRevision() == 2));
    coming.advance(failures, 0);
    coming.replace(active, failures);
    assertThat(coming.ready())
        .noneMatch(
            bank ->
                bank.definition().set().getId().equals("large")
                    && bank.definition().set().getRevision() == 1);
  }

  @Test
  void anEditKeepsWhatWasEncoded() throws Exception {
    long before = active.loaded().orElseThrow().embeddings().encoded();
    LabelSet edited = large("large", 2, "n");
    edited.getLabels().get(3).setName("other");
    edited.getLabels().get(3).setPrompts(List.of("other"));
    publish(edited);
    until(
        active,
        () -> active.ready().stream().anyMatch(s -> s.definition().set().getRevision() == 2));
    assertThat(active.loaded().orElseThrow().embeddings().encoded()).isEqualTo(before + 1);
  }

  @Test
  void aStartNeedsItsSetAndWhatTakesNoEncoding() throws Exception {
    assertThat(coming.mayStart(Optional.empty(), failures)).isFalse();
    until(coming, () -> coming.loaded().isPresent());
    assertThat(coming.mayStart(Optional.empty(), failures)).isTrue();
    until(coming, () -> hasDefault(coming));
    assertThat(coming.mayStart(Optional.of("default"), failures)).isTrue();
    assertThat(coming.mayStart(Optional.of("none"), failures)).isFalse();
  }
}
