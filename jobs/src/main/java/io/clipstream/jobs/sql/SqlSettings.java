package io.clipstream.jobs.sql;

import io.clipstream.model.Precision;
import io.clipstream.model.TextFile;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ReadableConfig;

/**
 * A model of SQL: what to tag with, and how. Files of labels and templates have been read, so tasks
 * need nothing but the checkpoint.
 *
 * @param checkpoint a URI or an absolute path
 * @param templates sentences with <code>{}</code>
 * @param top how many labels a picture has at most
 */
record SqlSettings(
    String checkpoint,
    List<String> labels,
    List<String> templates,
    Scoring scoring,
    int top,
    String device,
    Precision precision,
    Kernels kernels,
    int batchSize,
    Duration batchWait)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_BYTES = 64 << 20;

  SqlSettings {
    labels = List.copyOf(labels);
    templates = List.copyOf(templates);
    check(top >= 1, "top", top, "1 or more");
    check(batchSize >= 1, "batch.size", batchSize, "1 or more");
    check(!batchWait.isNegative(), "batch.wait", batchWait, "0 or more");
  }

  private static void check(boolean fine, String option, Object received, String expected) {
    if (!fine) {
      throw new SettingException(option + " is " + received + ", expected " + expected);
    }
  }

  /**
   * Reads the settings, and the files that they name.
   *
   * @throws SettingException if one cannot be used
   */
  static SqlSettings from(ReadableConfig config) {
    SqlSettings settings =
        new SqlSettings(
            config.get(SqlOptions.CHECKPOINT),
            labels(config),
            PromptTemplates.of(config.get(SqlOptions.TEMPLATES)).templates(),
            scoring(config.get(SqlOptions.SCORING)),
            config.get(SqlOptions.TOP),
            config.get(SqlOptions.DEVICE),
            config.get(SqlOptions.PRECISION),
            config.get(SqlOptions.KERNELS),
            config.get(SqlOptions.BATCH_SIZE),
            config.get(SqlOptions.BATCH_WAIT));
    settings.labelSet(); // Labels are held to their rules here, not on the first task.
    return settings;
  }

  private static List<String> labels(ReadableConfig config) {
    String list = config.get(SqlOptions.LABELS);
    String file = config.get(SqlOptions.LABEL_FILE);
    if ((list == null) == (file == null)) {
      throw new SettingException("expected one of the options labels and label-file");
    }
    Stream<String> lines = list == null ? lines(file) : Arrays.stream(list.split(",", -1));
    return lines.map(String::strip).filter(label -> !label.isEmpty()).toList();
  }

  private static Stream<String> lines(String file) {
    try {
      return TextFile.lines(Path.of(file), MAX_BYTES).stream()
          .filter(line -> !line.startsWith("#"));
    } catch (ClipstreamException | InvalidPathException e) {
      throw new SettingException(
          "label-file '" + file + "': the labels cannot be read: " + e.getMessage(), e);
    }
  }

  private static Scoring scoring(String name) {
    return Scoring.named(name)
        .orElseThrow(
            () -> new SettingException("scoring is '" + name + "', expected " + Scoring.NAMES));
  }

  PromptedLabels labelSet() {
    return PromptedLabels.of(labels, new PromptTemplates("templates", templates), scoring);
  }
}
