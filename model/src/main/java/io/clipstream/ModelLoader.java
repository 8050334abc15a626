package io.clipstream;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.Clip;
import io.clipstream.model.Devices;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.Scoring;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint that is about to be loaded, and how. Holds no native memory: that begins with {@link
 * #model} or {@link #with}, whose results are closed by the caller. Immutable; each option gives a
 * new one.
 */
public final class ModelLoader {
  private static final int DEFAULT_TOP = 5;

  private final Path directory;
  private final String device;
  private final PictureLimits limits;
  private final PromptTemplates templates;
  private final Scoring scoring;
  private final int top;

  private ModelLoader(
      Path directory,
      String device,
      PictureLimits limits,
      PromptTemplates templates,
      Scoring scoring,
      int top) {
    this.directory = directory;
    this.device = device;
    this.limits = limits;
    this.templates = templates;
    this.scoring = scoring;
    this.top = top;
  }

  /** Reads the configuration; the weights are read when the model is made. */
  static ModelLoader of(Path directory) {
    requireNonNull(directory, "directory is null");
    CheckpointDirectory found =
        LibraryExceptions.translated(() -> CheckpointDirectory.open(directory));
    return new ModelLoader(
        found.path(),
        "auto",
        PictureLimits.DEFAULT,
        PromptTemplates.named("photo"),
        Scoring.SOFTMAX,
        DEFAULT_TOP);
  }

  /**
   * Where the model computes.
   *
   * @param value {@code auto} (the first GPU if there is one, else the CPU; the default), {@code
   *     cpu}, {@code cuda} or {@code cuda:N}
   * @return the loader with this option
   */
  public ModelLoader device(String value) {
    requireNonNull(value, "device is null");
    return new ModelLoader(directory, value, limits, templates, scoring, top);
  }

  /**
   * What a picture may cost.
   *
   * @param value default {@link PictureLimits#DEFAULT}
   * @return the loader with this option
   */
  public ModelLoader limits(PictureLimits value) {
    requireNonNull(value, "limits are null");
    return new ModelLoader(directory, device, value, templates, scoring, top);
  }

  /**
   * The sentences that labels are put into.
   *
   * @param nameOrFile {@code photo} ("a photo of a {}.", the default), {@code label} (the label
   *     alone), {@code imagenet-7}, {@code imagenet-80}, or a file with one a line
   * @return the loader with this option
   * @throws ClipstreamException if it is neither a name nor a file of templates
   */
  public ModelLoader templates(String nameOrFile) {
    requireNonNull(nameOrFile, "templates are null");
    return filling(LibraryExceptions.translated(() -> PromptTemplates.of(nameOrFile)));
  }

  /**
   * The sentences that labels are put into.
   *
   * @param sentences one or more, each with <code>{}</code> where the label goes
   * @return the loader with this option
   * @throws ClipstreamException if there is none, or one has no place for the label
   */
  public ModelLoader templates(List<String> sentences) {
    List<String> copy = List.copyOf(sentences);
    return filling(LibraryExceptions.translated(() -> new PromptTemplates("given", copy)));
  }

  private ModelLoader filling(PromptTemplates value) {
    return new ModelLoader(directory, device, limits, value, scoring, top);
  }

  /**
   * Each label is scored for itself, against a background of prompts that describe nothing in
   * particular, so that a picture may have several labels or none. Without this option the labels
   * compete, and their scores add up to one.
   *
   * @return the loader with this option
   */
  public ModelLoader independent() {
    return new ModelLoader(directory, device, limits, templates, Scoring.INDEPENDENT, top);
  }

  /**
   * Each label is scored for itself, as the model was trained: for checkpoints that were trained by
   * the sigmoid loss, such as SigLIP. Loading any other fails with a {@link
   * io.clipstream.model.ModelException}.
   *
   * @return the loader with this option
   */
  public ModelLoader pairwise() {
    return new ModelLoader(directory, device, limits, templates, Scoring.PAIRWISE, top);
  }

  /**
   * How many labels a picture gets at most.
   *
   * @param value 1 or more; default 5
   * @return the loader with this option
   * @throws IllegalArgumentException if it is below 1
   */
  public ModelLoader top(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("top is " + value + ", expected 1 or more");
    }
    return new ModelLoader(directory, device, limits, templates, scoring, value);
  }

  /**
   * Loads the model without labels: to encode, or for several classifiers that share its weights.
   *
   * @return the model; for the caller to close
   * @throws ClipstreamException if the weights or the tokenizer cannot be used, or the device is
   *     not there
   */
  public ClipModel model() {
    return LibraryExceptions.translated(
        () -> {
          Clip clip = Clip.load(directory, Devices.named(device));
          return new ClipModel(this, new LoadedModel(clip, limits));
        });
  }

  /**
   * Loads the model with labels.
   *
   * @param labels one or more names, all different; each is its own description
   * @return the classifier; for the caller to close
   * @throws ClipstreamException as {@link #model}, or if the labels cannot be used
   */
  public ZeroShotClassifier with(String... labels) {
    return with(List.of(labels));
  }

  /**
   * Loads the model with labels.
   *
   * @param labels one or more names, all different; each is its own description
   * @return the classifier; for the caller to close
   * @throws ClipstreamException as {@link #model}, or if the labels cannot be used
   */
  public ZeroShotClassifier with(List<String> labels) {
    try (ClipModel model = model()) {
      return model.with(labels);
    }
  }

  /**
   * Loads the model with labels that are described.
   *
   * @param prompts for the name of each label one or more ways to say it; every one is put into the
   *     templates
   * @return the classifier; for the caller to close
   * @throws ClipstreamException as {@link #model}, or if the labels cannot be used
   */
  public ZeroShotClassifier withPrompts(Map<String, List<String>> prompts) {
    try (ClipModel model = model()) {
      return model.withPrompts(prompts);
    }
  }

  PromptTemplates templates() {
    return templates;
  }

  Scoring scoring() {
    return scoring;
  }

  int top() {
    return top;
  }
}
