package io.clipstream.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobArgumentsTest {
  @TempDir private Path folder;

  @Test
  void flagsOverrideTheFile() throws IOException {
    Path file = file("job.yaml", "job: {name: shop}\nbatch.size: 8\nmodel:\n  name: shop-clip\n");
    Configuration parsed = parse("--config", file.toString(), "--batch.size", "32");
    assertThat(parsed.get(KafkaOptions.JOB_NAME)).isEqualTo("shop");
    assertThat(parsed.get(BatchOptions.SIZE)).isEqualTo(32);
    assertThat(parsed.get(TaggingModelOptions.NAME)).isEqualTo("shop-clip");
  }

  @Test
  void aFileMayBeOfProperties() throws IOException {
    Path file = file("job.properties", "job.name=shop\ndelivery.guarantee=at-least-once\n");
    Configuration parsed = parse("--config=" + file);
    assertThat(parsed.get(KafkaOptions.DELIVERY)).isEqualTo(Delivery.AT_LEAST_ONCE);
  }

  @Test
  void listsAreWrittenWithCommasOrAsYamlLists() throws IOException {
    Path file = file("job.yml", "topic.images:\n- one\n- two\n");
    assertThat(parse("--config", file.toString()).get(KafkaOptions.IMAGES))
        .containsExactly("one", "two");
    assertThat(parse("--topic.images", "one, two").get(KafkaOptions.IMAGES))
        .containsExactly("one", "two");
  }

  @Test
  void anUnknownOptionIsRefusedWithTheNearestName() {
    assertRefused("unknown option 'batch.sise' in the command line", "--batch.sise", "3");
    assertRefused("did you mean 'batch.size'?", "--batch.sise", "3");
    assertRefused("did you mean 'kafka.bootstrap.servers'?", "--kafk.bootstrap.server", "h:1");
    assertRefused("docs/options.md", "--something.quite.different", "3");
  }

  @Test
  void settingsOfKafkaAndFlinkAreHandedOn() {
    Configuration parsed = parse("--kafka.security.protocol", "SSL", "--flink.state.x", "y");
    assertThat(parsed.toMap())
        .containsEntry("kafka.security.protocol", "SSL")
        .containsEntry("flink.state.x", "y");
  }

  @Test
  void whatIsNoOptionIsRefused() {
    assertRefused("'shop' on the command line, expected --key value", "shop");
    assertRefused("--job.name has no value", "--job.name");
    assertRefused("--job.name is given twice", "--job.name", "a", "--job.name=b");
  }

  @Test
  void anUnreadableFileIsNamed() throws IOException {
    assertRefused("nowhere.yaml: no such file", "--config", folder + "/nowhere.yaml");
    assertRefused(folder + ": is a directory", "--config", folder.toString());
    assertRefused("'' is no path", "--config=");
    Path broken = file("broken.yaml", "job: {name: [");
    assertRefused("broken.yaml: no YAML that can be read", "--config", broken.toString());
    Path escape = file("broken.properties", "a=\\u12");
    assertRefused("broken.properties: no properties file", "--config", escape.toString());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> parse(arguments))
        .withMessageContaining(message);
  }

  private static Configuration parse(String... arguments) {
    return new JobArguments(TaggingOptions.GROUPS, List.of("kafka.", "flink."), warning -> {})
        .parse(List.of(arguments));
  }
}
