package io.clipstream.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.operators.tagging.Follow;
import io.clipstream.operators.tagging.OnMissingModel;
import io.clipstream.operators.tagging.OnSwapFailure;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.codec.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;

class TaggingJobSettingsTest {
  @Test
  void aNameAModelAndABrokerAreEnough() {
    TaggingJobSettings settings = parse();
    assertThat(settings.job().delivery()).isEqualTo(DeliveryGuarantee.EXACTLY_ONCE);
    assertThat(settings.topics().images()).containsExactly("images.events.v1");
    assertThat(settings.topics().deadLetters())
        .containsExactly("images.events.v1.dlq", "labels.sets.v1.dlq", "model.checkpoints.v1.dlq");
    assertThat(settings.tagger().model().follow()).isEqualTo(new Follow.Promoted());
    assertThat(settings.range().bound()).isEmpty();
    assertThat(settings.job().flink().get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(5));
  }

  /** Flink reads what is not compressed byte by byte: a start with much state takes minutes. */
  @Test
  void stateIsCompressedUnlessSomebodyWantsItOtherwise() {
    assertThat(parse().job().flink().get(ExecutionOptions.SNAPSHOT_COMPRESSION)).isTrue();
    String option = "--flink." + ExecutionOptions.SNAPSHOT_COMPRESSION.key();
    assertThat(parse(option, "false").job().flink().get(ExecutionOptions.SNAPSHOT_COMPRESSION))
        .isFalse();
  }

  @Test
  void everyMandatoryOptionIsNamedWhenItIsMissing() {
    for (String name : List.of("job.name", "kafka.bootstrap.servers", "model.name")) {
      List<String> arguments = new ArrayList<>(required());
      int at = arguments.indexOf("--" + name);
      arguments.subList(at, at + 2).clear();
      assertThatExceptionOfType(SettingException.class)
          .isThrownBy(() -> TaggingJobSettings.parse(arguments))
          .withMessageContaining("option '" + name + "' is missing");
    }
  }

  @Test
  void valuesThatCannotBeUsedAreNamedWithWhatIsExpected() {
    assertRefused("option 'batch.size' is '0', expected 1 or more", "--batch.size", "0");
    assertRefused("option 'batch.size' is 'many', expected a number", "--batch.size", "many");
    assertRefused("option 'batch.wait' is 'soon', expected a time", "--batch.wait", "soon");
    assertRefused("option 'batch.wait' is '0 s', expected more than 0", "--batch.wait", "0 s");
    assertRefused("expected exactly-once or at-least-once", "--delivery.guarantee", "none");
    assertRefused("option 'until' is 'soon', expected a time such as", "--until", "soon");
    assertRefused("expected with it start.from", "--start.timestamp", "2026-01-31T00:00:00Z");
    assertRefused("option 'start.timestamp' is missing", "--start.from", "timestamp");
    assertRefused("option 'image.max-bytes' is '0'", "--image.max-bytes", "0");
    assertRefused("expected some of JPEG, PNG, GIF, BMP, WEBP, TIFF", "--image.formats", "PNG,SVG");
    assertRefused("follow is 'last', expected promoted or", "--model.follow", "last");
    assertRefused("'kafka.group.id' is the job's own to set", "--kafka.group.id", "mine");
    assertRefused("named twice", "--topic.tags", "images.events.v1");
    assertRefused("option 'registry.url' is missing", "--wire.format", "confluent");
  }

  @Test
  void aJobsNameMayNotHoldWhatSeparatesNames() {
    List<String> arguments = new ArrayList<>(required());
    arguments.set(1, "shop/one");
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> TaggingJobSettings.parse(arguments))
        .withMessageContaining("option 'job.name' is 'shop/one'");
  }

  @Test
  void choicesAreWrittenAsInTheDocumentation() {
    TaggingJobSettings settings =
        parse("--swap.on-failure", "fail-job", "--wire.format", "single-object");
    assertThat(settings.tagger().swap().onFailure()).isEqualTo(OnSwapFailure.FAIL_JOB);
    assertThat(settings.tagger().restore().onMissingModel()).isEqualTo(OnMissingModel.FAIL);
    assertThat(
            parse("--restore.missing-model", "latest-promoted").tagger().restore().onMissingModel())
        .isEqualTo(OnMissingModel.LATEST_PROMOTED);
    assertThat(settings.job().wireFormat()).isEqualTo(new WireFormat.SingleObject());
  }

  @Test
  void secretsStayOutOfTexts() {
    TaggingJobSettings settings =
        parse(
            "--kafka.sasl.jaas.config",
            "secret-one",
            "--wire.format",
            "confluent",
            "--registry.url",
            "http://localhost:8081",
            "--registry.user",
            "me",
            "--registry.password",
            "secret-two");
    assertThat(settings.toString()).doesNotContain("secret");
    assertThat(settings.job().kafka().properties(java.util.Map.of()).get("sasl.jaas.config"))
        .isEqualTo("secret-one");
  }

  @Test
  void settingsForFlinkOverrideTheJobsOwn() {
    TaggingJobSettings settings =
        parse("--parallelism", "3", "--flink.execution.checkpointing.interval", "1 min");
    assertThat(settings.job().flink().get(CoreOptions.DEFAULT_PARALLELISM)).isEqualTo(3);
    assertThat(settings.job().flink().get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofMinutes(1));
  }

  private static void assertRefused(String message, String... more) {
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> parse(more))
        .withMessageContaining(message);
  }

  private static TaggingJobSettings parse(String... more) {
    List<String> arguments = new ArrayList<>(required());
    arguments.addAll(List.of(more));
    return TaggingJobSettings.parse(arguments);
  }

  private static List<String> required() {
    return List.of(
        "--job.name",
        "shop",
        "--kafka.bootstrap.servers",
        "localhost:9092",
        "--model.name",
        "shop-clip");
  }
}
