package io.clipstream;

import io.clipstream.model.zeroshot.Label;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PromptedLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A loaded checkpoint: brings pictures and texts into one space, where the cosine of two embeddings
 * says how well they fit. Owns native memory, on the device, until it and all classifiers made of
 * it are closed. Thread-safe.
 */
public final class ClipModel implements AutoCloseable {
  private final ModelLoader options;
  private final Guarded<LoadedModel> model;
  private final int dimension;

  ClipModel(ModelLoader options, LoadedModel model) {
    this.options = options;
    this.model = new Guarded<>("model", model, model::release);
    this.dimension = model.clip().config().embeddingDimension();
  }

  /**
   * Begins to load a checkpoint; {@link ModelLoader#model} ends it.
   *
   * @param directory in the HuggingFace or the OpenCLIP layout
   * @return what takes options
   * @throws ClipstreamException if the directory holds no checkpoint
   */
  public static ModelLoader load(Path directory) {
    return ModelLoader.of(directory);
  }

  /**
   * The length of embeddings.
   *
   * @return E
   */
  public int embeddingDimension() {
    return dimension;
  }

  /**
   * Encodes a picture.
   *
   * @param picture a file's bytes
   * @return an embedding [E] of unit length, or why there is none
   * @throws IllegalStateException if the model is closed
   */
  public PictureResult<float[]> encodeImage(byte[] picture) {
    return encodeImages(List.of(picture)).get(0);
  }

  /**
   * Encodes pictures, in batches of 64.
   *
   * @param pictures files' bytes
   * @return for each picture, in order, an embedding [E] of unit length or why there is none
   * @throws IllegalStateException if the model is closed
   */
  public List<PictureResult<float[]>> encodeImages(List<byte[]> pictures) {
    List<byte[]> copy = List.copyOf(pictures);
    return model.use(loaded -> loaded.each(copy, images -> rows(images.toFloatArray())));
  }

  private List<float[]> rows(float[] all) {
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < all.length; from += dimension) {
      rows.add(Arrays.copyOfRange(all, from, from + dimension));
    }
    return rows;
  }

  /**
   * Encodes a text as it stands; no template is applied.
   *
   * @param text what lies behind the model's context length, 77 tokens as a rule, has no effect
   * @return an embedding [E] of unit length
   * @throws IllegalStateException if the model is closed
   */
  public float[] encodeText(String text) {
    return encodeTexts(List.of(text))[0];
  }

  /**
   * Encodes texts as they stand; no template is applied.
   *
   * @param texts what lies behind the model's context length, 77 tokens as a rule, has no effect
   * @return embeddings [N][E] of unit length, in order
   * @throws IllegalStateException if the model is closed
   */
  public float[][] encodeTexts(List<String> texts) {
    List<String> copy = List.copyOf(texts);
    return model.use(loaded -> LabelBank.embedTexts(loaded.clip(), copy));
  }

  /**
   * A classifier of this model, which shares its weights and takes the loader's options.
   *
   * @param labels one or more names, all different; each is its own description
   * @return the classifier; for the caller to close, before or after the model
   * @throws ClipstreamException if the labels cannot be used
   * @throws IllegalStateException if the model is closed
   */
  public ZeroShotClassifier with(String... labels) {
    return with(List.of(labels));
  }

  /**
   * A classifier of this model, which shares its weights and takes the loader's options.
   *
   * @param labels one or more names, all different; each is its own description
   * @return the classifier; for the caller to close, before or after the model
   * @throws ClipstreamException if the labels cannot be used
   * @throws IllegalStateException if the model is closed
   */
  public ZeroShotClassifier with(List<String> labels) {
    List<String> copy = List.copyOf(labels);
    return classifier(() -> copy.stream().map(Label::of).toList());
  }

  /**
   * A classifier of this model with labels that are described.
   *
   * @param prompts for the name of each label one or more ways to say it; every one is put into the
   *     templates
   * @return the classifier; for the caller to close, before or after the model
   * @throws ClipstreamException if the labels cannot be used
   * @throws IllegalStateException if the model is closed
   */
  public ZeroShotClassifier withPrompts(Map<String, List<String>> prompts) {
    return classifier(
        () ->
            prompts.entrySet().stream()
                .map(label -> new Label(label.getKey(), label.getValue()))
                .toList());
  }

  private ZeroShotClassifier classifier(Supplier<List<Label>> labels) {
    return model.use(
        loaded ->
            ZeroShotClassifier.of(
                loaded,
                new PromptedLabels(
                    labels.get(),
                    options.templates(),
                    options.scoring(),
                    PromptedLabels.defaultBackground()),
                options.top()));
  }

  /** Waits for running calls and gives the memory back; more than once does nothing more. */
  @Override
  public void close() {
    model.close();
  }
}
