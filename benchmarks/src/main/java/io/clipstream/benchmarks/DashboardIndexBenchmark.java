package io.clipstream.benchmarks;

import io.clipstream.benchmarks.Asker.Search;
import io.clipstream.schemas.TagEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A large index: how fast it is made, how soon it serves, and what each search takes. */
@Command(
    name = "dashboard-index",
    mixinStandardHelpOptions = true,
    description =
        "Every search of the dashboard over an index of many results, made by the dashboard itself "
            + "out of a broker's topics, and its start on that index.")
final class DashboardIndexBenchmark implements Callable<Integer> {
  /** Fewer than the dashboard keeps. */
  private static final int DAYS = 28;

  /** What no search should take. */
  private static final int SLOW_MILLIS = 300;

  private static final int REVIEW_EACH = 20;
  private static final int SECOND_REVIEW_EACH = 5;
  private static final int DEAD_LETTER_EACH = 50;

  @Option(names = "--results", defaultValue = "1000000", description = "Default: 1,000,000.")
  private int results;

  @Option(names = "--rounds", defaultValue = "20", description = "Of all searches. Default: 20.")
  private int rounds;

  @Option(names = "--heap", defaultValue = "512m", description = "Of the server. Default: 512m.")
  private String heap;

  @Option(names = "--only", defaultValue = "", description = "Searches whose name has this.")
  private String only;

  @Option(
      names = "--dir",
      description =
          "Keeps topics and index here, and uses those that are there. Default: made and deleted.")
  private Path kept;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path directory = kept == null ? Files.createTempDirectory("clipstream-benchmark") : kept;
    Table table = new Table(spec.commandLine().getOut());
    try (TaggedStream stream = open(directory, table)) {
      Path index = directory.resolve("index");
      if (!Files.exists(index)) {
        make(stream.bootstrap(), index, table);
      }
      measure(stream.bootstrap(), index, table);
    } finally {
      if (kept == null) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
    return 0;
  }

  private TaggedStream open(Path directory, Table table) throws Exception {
    Path written = directory.resolve("written");
    TaggedStream stream = new TaggedStream(directory.resolve("kafka"));
    if (!Files.exists(written)) {
      write(stream);
      Files.createFile(written);
    }
    table.line("%,d results over %d days, %s", results, DAYS, Machine.now());
    return stream;
  }

  private void write(TaggedStream stream) {
    Instant begin = Instant.now().minus(Duration.ofDays(DAYS));
    stream.control(begin);
    for (int i = 0; i < results; i++) {
      double age = (double) i / results;
      Instant at = begin.plusMillis((long) (age * Duration.ofDays(DAYS).toMillis()));
      TagEvent event = TaggedPictures.event(i, age, at, null);
      stream.tag(event);
      if (i % REVIEW_EACH == 0) {
        review(stream, event, i, at);
      }
      if (i % DEAD_LETTER_EACH == 0) {
        stream.deadLetter(i);
      }
    }
    stream.status(0, Instant.now());
    stream.flush();
  }

  private static void review(TaggedStream stream, TagEvent event, int number, Instant at) {
    int reviewers = number / REVIEW_EACH % SECOND_REVIEW_EACH == 0 ? 2 : 1;
    for (int i = 0; i < reviewers; i++) {
      int reviewer = (number / REVIEW_EACH + i) % TaggedPictures.REVIEWERS;
      String id = "review-" + number + "-" + i;
      stream.review(TaggedPictures.review(event, id, reviewer, at.plusSeconds(60)));
    }
  }

  private void make(String bootstrap, Path index, Table table) throws Exception {
    long begin = System.nanoTime();
    try (DashboardProcess dashboard = new DashboardProcess(bootstrap, index, heap)) {
      new Asker(dashboard.port()).awaitRead();
      double seconds = (System.nanoTime() - begin) / 1e9;
      table.line(
          "index made in %.0f s, %,.0f results/s; %s; %,d MiB on disk",
          seconds, results / seconds, dashboard.memory(), size(index));
    }
  }

  private static long size(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum()
          >> 20;
    }
  }

  private void measure(String bootstrap, Path index, Table table) throws Exception {
    long begin = System.nanoTime();
    try (DashboardProcess dashboard = new DashboardProcess(bootstrap, index, heap)) {
      double listens = (System.nanoTime() - begin) / 1e9;
      Asker asker = new Asker(dashboard.port());
      asker.json("/api/results");
      table.line(
          "start: listens after %.1f s, first page of results after %.1f s",
          listens, (System.nanoTime() - begin) / 1e9);
      asker.awaitRead();
      searches(asker, table);
      table.line("%s", dashboard.memory());
    }
  }

  private void searches(Asker asker, Table table) throws IOException, InterruptedException {
    List<Search> searches =
        Searches.of(asker, DAYS).stream().filter(each -> each.name().contains(only)).toList();
    List<double[]> times = new ArrayList<>();
    searches.forEach(search -> times.add(new double[rounds]));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < searches.size(); i++) {
        long begin = System.nanoTime();
        asker.ask(searches.get(i));
        times.get(i)[round] = (System.nanoTime() - begin) / 1e6;
        if (times.get(i)[round] > SLOW_MILLIS) {
          table.line("slow: %s took %.0f ms", searches.get(i).name(), times.get(i)[round]);
        }
      }
    }
    table.line("%-52s %8s %8s %8s %8s", "milliseconds", "first", "p50", "p95", "max");
    for (int i = 0; i < searches.size(); i++) {
      double[] sorted = times.get(i).clone();
      Arrays.sort(sorted);
      table.line(
          "%-52s %8.1f %8.1f %8.1f %8.1f",
          searches.get(i).name(),
          times.get(i)[0],
          sorted[rounds / 2],
          sorted[(int) (0.95 * (rounds - 1))],
          sorted[rounds - 1]);
    }
  }
}
