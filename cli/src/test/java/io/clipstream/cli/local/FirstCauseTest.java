package io.clipstream.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.ModelException;
import io.clipstream.operators.generation.UnusableCheckpointException;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A failed job ends its process as what it failed with would have. */
final class FirstCauseTest {
  record Case(RuntimeException cause, Class<? extends ClipstreamException> kind) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(new SettingException("what"), SettingException.class),
        new Case(new ResourceException("what"), ResourceException.class),
        new Case(new ModelException("what"), ModelException.class),
        new Case(new UnusableCheckpointException("what", null), ModelException.class),
        new Case(new IllegalStateException("what"), ResourceException.class));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFailedJobIsOfTheKindOfItsFirstCause(Case given) {
    ClipstreamException failed = failed(new ExecutionException(new Exception(given.cause())));
    assertThat(failed).isExactlyInstanceOf(given.kind()).hasMessage("the job failed: what");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void soIsOneWhoseCauseIsOnlyDescribed(Case given) {
    Exception described = new SerializedThrowable(new Exception(given.cause()));
    ClipstreamException failed = failed(new ExecutionException(described));
    assertThat(failed).isExactlyInstanceOf(given.kind());
    assertThat(failed.getMessage()).startsWith("the job failed: ").endsWith("what");
  }

  private static ClipstreamException failed(Exception failure) {
    Throwable cause = FirstCause.of(failure);
    return FirstCause.failed("the job failed: " + FirstCause.message(cause), cause, failure);
  }
}
