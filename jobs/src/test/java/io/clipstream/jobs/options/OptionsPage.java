package io.clipstream.jobs.options;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.BlockElement;
import org.apache.flink.configuration.description.TextElement;
import org.apache.flink.util.TimeUtils;

/** The text of docs/options.md and docs/training-options.md. */
final class OptionsPage {
  private static final String HEAD =
      """
      # Options of the tagging job

      <!-- Made from the described options by OptionsPageTest; change those, not this file. -->

      Options are given as `--key value` or `--key=value`, or in a file that `--config FILE` names:
      YAML (nested or with dots) or `.properties`. The command line overrides the file. An unknown
      option is refused. Lists are written with commas; times as `500 ms`, `10 s`, `5 min`; sizes as
      `32 mb`.

          clipstream job tagging --config tagging.yaml
          flink run -c io.clipstream.jobs.TaggingJob clipstream-jobs.jar --config tagging.yaml

      The least there is to say, as YAML:

          job.name: shop
          kafka.bootstrap.servers: localhost:9092
          model.name: shop-clip
          model.allowed-prefixes: file:///models/
      """;

  private static final String TRAINING_HEAD =
      """
      # Options of the training job

      <!-- Made from the described options by OptionsPageTest; change those, not this file. -->

      Options are given as those of the [tagging job](options.md). What they do:
      [learning.md](learning.md).

          clipstream job training --config training.yaml
          flink run -c io.clipstream.jobs.TrainingJob clipstream-jobs.jar --config training.yaml

      The least there is to say, as YAML:

          job.name: shop-learner
          kafka.bootstrap.servers: localhost:9092
          model.name: shop-clip
          model.allowed-prefixes: /models
          checkpoints.path: /models
          store.path: /pairs
      """;

  private OptionsPage() {}

  static String text() {
    return text(HEAD, TaggingOptions.GROUPS);
  }

  static String trainingText() {
    return text(TRAINING_HEAD, TrainingOptions.GROUPS);
  }

  private static String text(String head, List<OptionGroup> groups) {
    StringBuilder page = new StringBuilder(head);
    for (OptionGroup group : groups) {
      page.append("\n## ").append(group.title()).append("\n\n");
      if (!group.about().isEmpty()) {
        page.append(group.about()).append("\n\n");
      }
      page.append("| option | default | meaning |\n| --- | --- | --- |\n");
      group.options().forEach(option -> page.append(row(option)));
    }
    return page.toString();
  }

  private static String row(ConfigOption<?> option) {
    return "| `%s` | %s | %s |\n"
        .formatted(option.key(), shown(option.defaultValue()), description(option));
  }

  private static String shown(Object value) {
    if (value == null || value instanceof List<?> list && list.isEmpty()) {
      return "none";
    }
    return "`" + plain(value) + "`";
  }

  private static String plain(Object value) {
    if (value instanceof Enum<?> choice) {
      return OptionValues.written(choice);
    }
    if (value instanceof Duration time) {
      return TimeUtils.formatWithHighestUnit(time);
    }
    if (value instanceof MemorySize size) {
      return size.getMebiBytes() > 0 ? size.getMebiBytes() + " mb" : size.getKibiBytes() + " kb";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return value.toString();
  }

  private static String description(ConfigOption<?> option) {
    List<String> texts = new ArrayList<>();
    for (BlockElement block : option.description().getBlocks()) {
      texts.add(((TextElement) block).getFormat().replace("%%", "%"));
    }
    if (option.defaultValue() instanceof Enum<?> choice) {
      texts.add(
          Arrays.stream(choice.getDeclaringClass().getEnumConstants())
              .map(each -> "`" + OptionValues.written((Enum<?>) each) + "`")
              .collect(Collectors.joining(", ", "One of ", ".")));
    }
    for (FallbackKey old : option.fallbackKeys()) {
      texts.add("Formerly `" + old.getKey() + "`.");
    }
    return String.join(" ", texts).replace("|", "\\|");
  }
}
