package io.clipstream.model.zeroshot;

import io.clipstream.model.ModelException;
import io.clipstream.model.text.PromptTemplates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What pictures are tagged with.
 *
 * @param labels in any order, with distinct names
 * @param templates every prompt of every label is put into each
 * @param scoring how similarities become scores
 * @param background prompts that describe nothing in particular; used by {@link
 *     Scoring#INDEPENDENT}
 */
public record PromptedLabels(
    List<Label> labels, PromptTemplates templates, Scoring scoring, List<String> background) {
  private static final List<String> DEFAULT_BACKGROUND = readBackground();

  public PromptedLabels {
    labels = List.copyOf(labels);
    background = List.copyOf(background);
    if (labels.isEmpty()) {
      throw new ModelException("there are no labels, expected one or more");
    }
    Set<String> names = new HashSet<>();
    for (Label label : labels) {
      if (!names.add(label.name())) {
        throw new ModelException("label '" + label.name() + "' stands in the set twice");
      }
    }
    if (scoring == Scoring.INDEPENDENT && background.isEmpty()) {
      throw new ModelException("independent scores need background prompts, found none");
    }
  }

  /** Labels described by their names, with the default background. */
  public static PromptedLabels of(List<String> names, PromptTemplates templates, Scoring scoring) {
    return new PromptedLabels(
        names.stream().map(Label::of).toList(), templates, scoring, defaultBackground());
  }

  /** The background prompts of {@code background.txt} beside this class. */
  public static List<String> defaultBackground() {
    return DEFAULT_BACKGROUND;
  }

  private static List<String> readBackground() {
    try (InputStream in = PromptedLabels.class.getResourceAsStream("background.txt");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the default background prompts", e);
    }
  }
}
