package io.clipstream.model.training;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The course of a training run, as lines of a TSV file. */
public final class Metrics {
  static final String HEADER = "step\tloss\tlogit_scale\tgradient_norm\trate\tpairs_per_s\twaiting";

  /**
   * One line.
   *
   * @param step optimiser steps taken
   * @param loss mean since the line before
   * @param logitScale factor of the similarities
   * @param gradientNorm mean since the line before
   * @param rate learning rate
   * @param pairsPerSecond since the line before
   * @param waiting share of the time that went by waiting for data, 0 to 1
   */
  public record Line(
      long step,
      double loss,
      double logitScale,
      double gradientNorm,
      double rate,
      double pairsPerSecond,
      double waiting) {
    private String tsv() {
      return String.format(
          Locale.ROOT,
          "%d\t%.6f\t%.4f\t%.4f\t%.3e\t%.1f\t%.4f",
          step,
          loss,
          logitScale,
          gradientNorm,
          rate,
          pairsPerSecond,
          waiting);
    }

    private static Line parse(String tsv) {
      String[] f = tsv.split("\t");
      return new Line(
          Long.parseLong(f[0]),
          Double.parseDouble(f[1]),
          Double.parseDouble(f[2]),
          Double.parseDouble(f[3]),
          Double.parseDouble(f[4]),
          Double.parseDouble(f[5]),
          Double.parseDouble(f[6]));
    }
  }

  private final Path file;
  private final List<Line> lines = new ArrayList<>();

  private Metrics(Path file) {
    this.file = file;
  }

  /** Starts the file, or goes on with it behind {@code step}: later lines are dropped. */
  static Metrics open(Path file, long step) {
    Metrics metrics = new Metrics(file);
    try {
      if (step > 0 && Files.exists(file)) {
        Files.readAllLines(file).stream()
            .skip(1)
            .map(Line::parse)
            .filter(line -> line.step() <= step)
            .forEach(metrics.lines::add);
      }
      List<String> kept = new ArrayList<>(List.of(HEADER));
      metrics.lines.forEach(line -> kept.add(line.tsv()));
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, kept);
    } catch (IOException | RuntimeException e) {
      throw new ModelException(file + ": the metrics cannot be kept: " + e.getMessage(), e);
    }
    return metrics;
  }

  void add(Line line) {
    lines.add(line);
    try {
      Files.writeString(file, line.tsv() + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ModelException(file + ": the metrics cannot be kept: " + e.getMessage(), e);
    }
  }

  List<Line> lines() {
    return List.copyOf(lines);
  }

  Path file() {
    return file;
  }
}
