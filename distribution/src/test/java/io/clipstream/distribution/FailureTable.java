package io.clipstream.distribution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was done to jobs, and the pictures around it, with a line for each kind and job. */
final class FailureTable {
  private static final String LINE = "%-22s %5s %8s  %-13s %7s %8s %13s %8s %8s%n";

  /** A failure with the range of a job's pictures that were sent around it. */
  private record Row(CountedJob job, int from, int to, long seconds) {}

  private record Kind(String what, CountedJob job) {}

  private final Map<Kind, List<Row>> rows = new LinkedHashMap<>();
  private final Map<CountedJob, Integer> ends = new LinkedHashMap<>();

  /**
   * Adds what a job was sent since the last time.
   *
   * @param what happened meanwhile
   * @param seconds until the job had got over it
   */
  void add(String what, CountedJob job, long seconds) {
    int to = job.sent();
    int from = ends.getOrDefault(job, 0);
    ends.put(job, to);
    rows.computeIfAbsent(new Kind(what, job), kind -> new ArrayList<>())
        .add(new Row(job, from, to, seconds));
  }

  /** The table, with a last line for each job's whole. */
  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append(
        LINE.formatted(
            "what",
            "times",
            "longest",
            "delivery",
            "images",
            "results",
            "dead letters",
            "repeats",
            "missing"));
    rows.forEach((kind, all) -> table.append(line(kind.what, kind.job, all)));
    ends.forEach((job, to) -> table.append(line("all", job, List.of(new Row(job, 0, to, 0)))));
    return table.toString();
  }

  private static String line(String what, CountedJob job, List<Row> rows) {
    List<Ledger.Counts> counts =
        rows.stream().map(row -> row.job.counts(row.from, row.to)).toList();
    return LINE.formatted(
        what,
        rows.size(),
        rows.stream().mapToLong(Row::seconds).max().orElseThrow() + " s",
        job.guarantee(),
        counts.stream().mapToInt(Ledger.Counts::images).sum(),
        counts.stream().mapToInt(Ledger.Counts::results).sum(),
        counts.stream().mapToInt(Ledger.Counts::deadLetters).sum(),
        counts.stream().mapToInt(Ledger.Counts::repeats).sum(),
        counts.stream().mapToInt(Ledger.Counts::missing).sum());
  }
}
