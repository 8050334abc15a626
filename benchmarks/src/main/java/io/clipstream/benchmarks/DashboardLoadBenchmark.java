package io.clipstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A dashboard that many look at while pictures come. */
@Command(
    name = "dashboard-load",
    mixinStandardHelpOptions = true,
    description =
        "Results with thumbnails at a rate, and clients of the dashboard's event stream, one of which "
            + "reads nothing: how far the index is behind, how soon results arrive, memory.")
final class DashboardLoadBenchmark implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--seconds", defaultValue = "600", description = "Default: 600.")
  private int seconds;

  @Option(names = "--rate", defaultValue = "200", description = "Results a second. Default: 200.")
  private int rate;

  @Option(names = "--clients", defaultValue = "20", description = "Who look on. Default: 20.")
  private int clients;

  @Option(
      names = "--looking",
      defaultValue = "2",
      description = "Of those, clients that fetch pictures too. Default: 2.")
  private int looking;

  @Option(names = "--heap", defaultValue = "256m", description = "Of the server. Default: 256m.")
  private String heap;

  @Option(names = "--every", defaultValue = "30", description = "Seconds a line. Default: 30.")
  private int every;

  @Spec private CommandSpec spec;

  private final Latencies events = new Latencies();
  private final Latencies pictures = new Latencies();
  private final List<EventReader> readers = new ArrayList<>();
  private Table table;
  private TaggedStream stream;
  private Asker asker;
  private long mostBehind;

  @Override
  public Integer call() throws Exception {
    table = new Table(spec.commandLine().getOut());
    Path directory = Files.createTempDirectory("clipstream-benchmark");
    try (TaggedStream written = new TaggedStream(directory.resolve("kafka"))) {
      stream = written;
      stream.control(Instant.now());
      try (DashboardProcess dashboard =
          new DashboardProcess(stream.bootstrap(), directory.resolve("index"), heap)) {
        asker = new Asker(dashboard.port());
        asker.awaitRead();
        look(dashboard);
      }
    } finally {
      FileUtils.deleteDirectory(directory.toFile());
    }
    return 0;
  }

  private void look(DashboardProcess dashboard) throws Exception {
    try (StalledReader stalled = new StalledReader(dashboard.port())) {
      for (int i = 0; i < clients - 1; i++) {
        readers.add(new EventReader(dashboard.port(), i < looking, events, pictures));
      }
      table.line(
          "%d results/s for %d s, %d clients, 1 of them stalled, %d fetching pictures, -Xmx%s, %s",
          rate, seconds, clients, looking, heap, Machine.now());
      table.line("at the start: %s", dashboard.memory());
      send(0, seconds / 2);
      table.line("in the middle: %s", dashboard.memory());
      send(seconds / 2, seconds);
      long behind = (long) rate * seconds - slowest();
      asker.awaitRead();
      table.line("at the end: %s", dashboard.memory());
      report(behind);
      table.line("the stalled client: %s", stalled.fate());
    } finally {
      for (EventReader reader : readers) {
        reader.close();
      }
    }
  }

  /** Sends the results of some seconds, each when it is due. */
  private void send(int from, int to) throws Exception {
    byte[] picture = SyntheticPictures.photograph(1, 320, 240);
    byte[] thumbnail = SyntheticPictures.photograph(2, 160, 120);
    long begin = System.nanoTime();
    for (long i = (long) from * rate; i < (long) to * rate; i++) {
      long due = begin + (i - (long) from * rate) * TimeUnit.SECONDS.toNanos(1) / rate;
      while (System.nanoTime() < due) {
        Thread.sleep(1);
      }
      stream.image(i, picture);
      stream.tag(TaggedPictures.event(i, (double) i / rate / seconds, Instant.now(), thumbnail));
      if ((i + 1) % rate == 0) {
        second((int) ((i + 1) / rate), i + 1);
      }
    }
  }

  private void second(int second, long sent) throws Exception {
    stream.status(0, Instant.now());
    long behind = sent - slowest();
    mostBehind = Math.max(mostBehind, behind);
    if (second % every == 0) {
      JsonNode state = asker.json("/api/state");
      table.line(
          "second %d: %,d sent, clients told of all but %d; the server says %s behind, %.0f results/s",
          second,
          sent,
          behind,
          state.get("kafka").get("behind"),
          state.get("rate").get("perSecond").asDouble());
    }
  }

  private long slowest() {
    return readers.stream().mapToLong(EventReader::counted).min().orElse(0);
  }

  private void report(long behind) throws Exception {
    long all = (long) rate * seconds;
    while (slowest() < all) {
      Thread.sleep(50);
    }
    table.line(
        "behind, in results that some client was not told of yet: %d at most, %d as the last was"
            + " sent",
        mostBehind, behind);
    Set<String> indexed = indexed();
    table.line("in the index: %,d of %,d sent", indexed.size(), all);
    table.line(
        "each client was told of %,d to %,d and sent %,d to %,d of them",
        slowest(),
        readers.stream().mapToLong(EventReader::counted).max().orElse(0),
        readers.stream().mapToLong(EventReader::sent).min().orElse(0),
        readers.stream().mapToLong(EventReader::sent).max().orElse(0));
    table.line("from tagged to a client: %s", events.describe());
    table.line("a picture: %s, %,d of them", pictures.describe(), pictures.count());
  }

  /** The places of all results that the index has; each line of the export is one. */
  private Set<String> indexed() throws IOException, InterruptedException {
    Set<String> places = new HashSet<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                asker.open("/api/export.jsonl?limit=1000000"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!places.add(JSON.readTree(line).get("image_id").asText())) {
          throw new IOException("twice in the index: " + line);
        }
      }
    }
    return places;
  }
}
