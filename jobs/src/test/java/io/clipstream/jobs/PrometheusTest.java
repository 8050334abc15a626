package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.testing.PrometheusPort;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the reporter that comes with Flink shows of a job, beside what the documentation says. */
@Timeout(300)
class PrometheusTest {
  private static final String JOB = "scraped";
  private static final String PREFIX = "flink_taskmanager_job_task_operator_tagger_";
  private static final Pattern CELL = Pattern.compile("`(\\w+)`");
  private static final Pattern SAMPLE =
      Pattern.compile("^" + PREFIX + "(\\w+)\\{", Pattern.MULTILINE);

  @TempDir private Path folder;

  private final TaggingStream stream =
      new TaggingStream(TestKafka.shared(), TestKafka.shared().createTopics(JOB, 1));

  @Test
  void prometheusShowsTheNamesThatTheDocumentationHas() throws Exception {
    SmallModel model = SmallModel.write(folder, 1);
    stream.promote(model);
    stream.publish(1, List.of("cat", "dog"));
    PrometheusPort port = PrometheusPort.free();
    TaggingJobSettings settings = stream.settings(JOB, folder, port.arguments());
    try (RunningJob job = RunningJob.start(settings, 1)) {
      stream.send(
          List.of(
              Map.entry("good", TaggingStream.event("good", TestPictures.png(1))),
              Map.entry("bad", TaggingStream.event("bad", new byte[] {1, 2, 3}))));
      job.await("both outcomes", () -> stream.outcomes() >= 2);
      String shown = port.text();
      assertThat(names(shown)).isEqualTo(documented());
      assertThat(shown)
          .containsPattern(line("imagesIn", "", "2"))
          .containsPattern(line("imagesTagged", "", "1"))
          .containsPattern(line("imagesRejected", "", "1"))
          .containsPattern(line("reason_imagesRejected", "reason=\"\\w+\"", "1"))
          .containsPattern(
              line(
                  "checkpoint_checkpointInfo",
                  "checkpoint=\"" + model.promotion().getCheckpointId() + "\"",
                  "1"));
    }
  }

  private static String line(String name, String label, String value) {
    return "(?m)^" + PREFIX + name + "\\{.*" + label + ".*} " + value + "\\.0$";
  }

  /** Histograms come as quantiles and a count. */
  private static Set<String> names(String shown) {
    return SAMPLE
        .matcher(shown)
        .results()
        .map(found -> found.group(1).replaceFirst("_count$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The first cells of the table about metrics. */
  private static Set<String> documented() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = here.endsWith("jobs") ? here.getParent() : here;
    String page = Files.readString(root.resolve("docs/tagging-job.md"));
    String section =
        page.substring(page.indexOf("## Metrics"), page.indexOf("Fetching has a group"));
    return section
        .lines()
        .filter(line -> line.startsWith("| `"))
        .flatMap(line -> cells(line.split("\\|")[1]))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> cells(String text) {
    return CELL.matcher(text).results().map((MatchResult found) -> found.group(1));
  }
}
