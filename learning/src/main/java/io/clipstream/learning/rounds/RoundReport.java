package io.clipstream.learning.rounds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a round: kept as {@code round.json} in the checkpoint that came out of it, so that
 * a round which was finished but not announced need not be trained again.
 *
 * @param manifest what it learnt from
 * @param settings by the names of the job's options
 * @param outcome by the gate alone
 * @param reason the gate's, in one line
 * @param alpha share of the trained weights in the checkpoint
 * @param newPairs pairs that it learnt from and no earlier round had seen
 * @param replayedPairs older pairs that it learnt from again
 * @param metrics of the checkpoint
 * @param parentMetrics of its parent, on the same examples
 * @param baselineMetrics of the pinned baseline, likewise
 * @param trials all interpolations that were tried
 * @param skipped what of the data was passed over, in one line; may be empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundReport(
    RoundManifest manifest,
    Map<String, String> settings,
    RoundOutcome outcome,
    String reason,
    double alpha,
    int newPairs,
    int replayedPairs,
    Map<String, Double> metrics,
    Map<String, Double> parentMetrics,
    Map<String, Double> baselineMetrics,
    List<Trial> trials,
    String skipped) {
  /** Name of the file in a checkpoint's directory. */
  public static final String FILE = "round.json";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  public RoundReport {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    parentMetrics = Collections.unmodifiableMap(new TreeMap<>(parentMetrics));
    baselineMetrics = Collections.unmodifiableMap(new TreeMap<>(baselineMetrics));
    trials = List.copyOf(trials);
  }

  byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write the report of " + manifest.roundId(), e);
    }
  }

  /**
   * The report in a checkpoint's directory.
   *
   * @throws ResourceException if there is none, or it cannot be read
   */
  public static RoundReport read(Path checkpoint) {
    Path file = checkpoint.resolve(FILE);
    try {
      return JSON.readValue(Files.readAllBytes(file), RoundReport.class);
    } catch (IOException e) {
      throw new ResourceException(file + ": expected a round's report, " + e.getMessage(), e);
    }
  }
}
