package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransactionalIdsTest {
  private final TransactionalIds ids = new TransactionalIds("shop", "tags");

  @Test
  void noTwoAttemptsHaveTheSame() {
    assertThat(ids.attempt(3)).startsWith("shop/3-").endsWith("/tags");
    assertThat(ids.attempt(3)).isNotEqualTo(ids.attempt(3));
  }

  @Test
  void knowsTheSubtaskWhateverNumbersTheConnectorAdds() {
    assertThat(ids.subtask(ids.attempt(3) + "-7-12")).hasValue(3);
  }

  @Test
  void knowsNamesOfEarlierVersions() {
    assertThat(ids.subtask("shop/tags-7-12")).hasValue(7);
  }

  @Test
  void leavesThoseOfOthersAlone() {
    assertThat(ids.subtask(new TransactionalIds("shop", "tags2").attempt(3) + "-3-0")).isEmpty();
    assertThat(ids.subtask(new TransactionalIds("shop2", "tags").attempt(3) + "-3-0")).isEmpty();
    assertThat(ids.subtask(new TransactionalIds("shop", "dead-letters").attempt(3) + "-3-0"))
        .isEmpty();
    assertThat(ids.subtask("clipstream-dashboard-1")).isEmpty();
    assertThat(ids.subtask("shop/tags")).isEmpty();
  }

  @Test
  void noNameOfAnAttemptBeginsAsThoseOfEarlierVersions() {
    assertThat(ids.attempt(3)).doesNotStartWith(ids.prefix());
  }
}
