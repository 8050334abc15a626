package io.clipstream.jobs.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LeaseKeeperTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(9);

  private final TestKafka kafka = TestKafka.shared();
  private final LeaseSettings settings =
      new LeaseSettings("leases-" + UUID.randomUUID(), TIMEOUT, false);
  private final List<String> said = new ArrayList<>();
  private final Submission submission = new Submission(Home.cluster(), progress -> {}, said::add);
  private final CompletableFuture<ResourceException> lost = new CompletableFuture<>();

  @BeforeEach
  void createTopic() {
    kafka.create(settings.topic(), 1, Topic.LEASES.kafkaSettings());
  }

  private static Claimant claimant(String holder) {
    return new Claimant("shop", "tagging", holder, Home.cluster(), TIMEOUT);
  }

  private LeaseClaim.Taken take(String holder, boolean isTakeOver) {
    LeaseSettings how = new LeaseSettings(settings.topic(), TIMEOUT, isTakeOver);
    return LeaseClaim.take(kafka.settings(), how, claimant(holder), submission);
  }

  private LeaseLog open() {
    return new LeaseLog(kafka.settings(), settings.topic(), "shop");
  }

  private LeaseKeeper keeper(String holder, JobLease lease) {
    LeaseKeeper keeper =
        new LeaseKeeper(this::open, claimant(holder), lease, settings.interval(), lost::complete);
    keeper.start();
    return keeper;
  }

  @Test
  void aHolderThatLivesKeepsOthersOutAndWhenItHasEndedTheyNeedNotWait() throws Exception {
    try (LeaseKeeper keeper = keeper("anna", take("anna", false).lease())) {
      keeper.check().get();
      assertThatExceptionOfType(ResourceException.class)
          .isThrownBy(() -> take("bert", false))
          .withMessageContaining("Flink job anna");
    }
    said.clear();
    assertThat(take("bert", false).lease().getEpoch()).isEqualTo(2);
    assertThat(said).isEmpty();
  }

  @Test
  void whoIsOvertakenHearsByWhomAndVouchesForNothingAnyMore() throws Exception {
    LeaseKeeper keeper = keeper("anna", take("anna", false).lease());
    keeper.check().get();
    CompletableFuture<LeaseClaim.Taken> other =
        CompletableFuture.supplyAsync(() -> take("bert", true));
    assertThat(lost.get()).hasMessageContainingAll("taken over", "Flink job bert");
    CompletableFuture<Void> check = keeper.check();
    keeper.close();
    assertThat(check).isNotDone();
    assertThat(other.get().lease().getEpoch()).isEqualTo(2);
    assertThat(said).last().asString().contains("has stopped");
  }

  @Test
  void whileKafkaDoesNotAnswerNothingIsVouchedForAndTheHolderLivesOn() throws Exception {
    CountDownLatch tried = new CountDownLatch(2);
    CountDownLatch answers = new CountDownLatch(1);
    LeaseKeeper keeper =
        new LeaseKeeper(
            () -> {
              tried.countDown();
              if (answers.getCount() > 0) {
                throw new TimeoutException("no answer");
              }
              return open();
            },
            claimant("anna"),
            take("anna", false).lease(),
            settings.interval(),
            lost::complete);
    keeper.start();
    CompletableFuture<Void> check = keeper.check();
    assertThat(tried.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(check).isNotDone();
    answers.countDown();
    check.get(1, TimeUnit.MINUTES);
    assertThat(lost).isNotDone();
    keeper.close();
  }
}
