package io.clipstream;

import io.clipstream.model.zeroshot.CutPrompts;
import io.clipstream.model.zeroshot.Label;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tags pictures with labels that are given in words (Radford et al. 2021, section 3.1).
 *
 * <pre>{@code
 * try (ZeroShotClassifier classifier = ZeroShotClassifier.load(directory).with("cat", "dog")) {
 *   PictureResult<List<Tag>> result = classifier.tag(bytes);
 * }
 * }</pre>
 *
 * <p>Owns native memory, on the device, until it is closed. Thread-safe; pictures are decoded on
 * the calling thread.
 */
public final class ZeroShotClassifier implements AutoCloseable {
  private static final Log LOG = Log.of(ZeroShotClassifier.class);

  private final LoadedModel model;
  private final Guarded<LabelBank> bank;
  private final List<String> labels;
  private final int top;

  private ZeroShotClassifier(LoadedModel model, LabelBank bank, int top) {
    this.model = model;
    this.bank = new Guarded<>("classifier", bank, () -> free(bank, model));
    this.labels = bank.set().labels().stream().map(Label::name).toList();
    this.top = top;
  }

  /** Takes a share in the model. */
  static ZeroShotClassifier of(LoadedModel model, PromptedLabels set, int top) {
    CutPrompts.warning(model.clip().tokenizer(), set)
        .ifPresent(words -> LOG.with(LogKey.DETAIL, words).warn("prompts are cut"));
    LabelBank bank = new LabelBank(model.clip(), set);
    model.retain();
    return new ZeroShotClassifier(model, bank, top);
  }

  private static void free(LabelBank bank, LoadedModel model) {
    bank.close();
    model.release();
  }

  /**
   * Begins to load a checkpoint; {@link ModelLoader#with(List)} ends it.
   *
   * @param directory in the HuggingFace or the OpenCLIP layout
   * @return what takes options and labels
   * @throws ClipstreamException if the directory holds no checkpoint
   */
  public static ModelLoader load(Path directory) {
    return ModelLoader.of(directory);
  }

  /**
   * What pictures are tagged with.
   *
   * @return the labels' names in the order given
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * Tags a picture.
   *
   * @param picture a file's bytes
   * @return the best labels, best first, or why there are none
   * @throws IllegalStateException if the classifier is closed
   */
  public PictureResult<List<Tag>> tag(byte[] picture) {
    return tag(List.of(picture)).get(0);
  }

  /**
   * Tags pictures, in batches of 64.
   *
   * @param pictures files' bytes
   * @return for each picture, in order, the best labels, best first, or why there are none
   * @throws IllegalStateException if the classifier is closed
   */
  public List<PictureResult<List<Tag>>> tag(List<byte[]> pictures) {
    List<byte[]> copy = List.copyOf(pictures);
    return bank.use(
        own ->
            model.each(
                copy,
                images -> own.rank(images, top).stream().map(ZeroShotClassifier::tags).toList()));
  }

  private static List<Tag> tags(List<ScoredLabel> ranked) {
    List<Tag> tags = new ArrayList<>();
    ranked.forEach(tag -> tags.add(new Tag(tag.label(), tag.score(), tag.similarity())));
    return List.copyOf(tags);
  }

  /** Waits for running calls and gives the memory back; more than once does nothing more. */
  @Override
  public void close() {
    bank.close();
  }
}
