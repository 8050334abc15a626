package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What makes a result one for people.
 *
 * @param label that asks for it; empty if none does
 * @param threshold of the label, null where it is not known
 */
record Asking(Queue queue, String label, float score, Float threshold) {
  private static final int DIGITS = 8;
  private static final double ALL = Math.pow(16, DIGITS);

  /**
   * Why a result is one for people, if it is.
   *
   * @param thresholds of the labels, as far as they are known
   */
  static Optional<Asking> of(
      Result result, Map<String, Float> thresholds, ReviewSettings settings) {
    String decision = result.decision();
    List<Result.Tag> tags = result.tags();
    if (decision.equals("BLOCK") || decision.equals("REVIEW")) {
      return Optional.of(decided(decision, tags, thresholds));
    }
    Optional<Asking> near = near(tags, thresholds, settings.margin());
    if (near.isPresent() || !isSampled(result, settings)) {
      return near;
    }
    return Optional.of(of(Queue.SAMPLE, tags.stream().findFirst(), thresholds));
  }

  private static Asking decided(
      String decision, List<Result.Tag> tags, Map<String, Float> thresholds) {
    Queue queue = Queue.valueOf(decision);
    return of(
        queue,
        tags.stream().filter(tag -> tag.applied() && tag.action().equals(decision)).findFirst(),
        thresholds);
  }

  private static Optional<Asking> near(
      List<Result.Tag> tags, Map<String, Float> thresholds, double margin) {
    return tags.stream()
        .filter(tag -> thresholds.containsKey(tag.label()))
        .map(tag -> new Asking(Queue.NEAR, tag.label(), tag.score(), thresholds.get(tag.label())))
        .filter(asking -> asking.distance() < margin)
        .min(Comparator.comparingDouble(Asking::distance));
  }

  private double distance() {
    return Math.abs(score - threshold);
  }

  private static boolean isSampled(Result result, ReviewSettings settings) {
    return (result.source() != null && settings.sources().contains(result.source()))
        || Long.parseLong(result.imageKey().substring(0, DIGITS), 16) / ALL < settings.sample();
  }

  private static Asking of(Queue queue, Optional<Result.Tag> tag, Map<String, Float> thresholds) {
    return tag.map(
            known -> new Asking(queue, known.label(), known.score(), thresholds.get(known.label())))
        .orElse(new Asking(queue, "", 0, null));
  }

  /** For people. */
  String words() {
    return switch (queue) {
      case BLOCK, REVIEW -> rule();
      case NEAR ->
          "%s %s is near its threshold %s".formatted(label, digits(score), digits(threshold));
      case SAMPLE -> "one of a sample, or of a source of which all are looked at";
    };
  }

  private String rule() {
    if (label.isEmpty()) {
      return "the job decided " + queue;
    }
    return threshold == null
        ? "%s %s asks for %s".formatted(label, digits(score), queue)
        : "%s ≥ %s asks for %s".formatted(label, digits(threshold), queue);
  }

  private static String digits(float score) {
    return String.format(Locale.ROOT, "%.2f", score);
  }
}
