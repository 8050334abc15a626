package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.schemas.SettingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Predicting the caption out of the picture: the two objectives that the paper holds the
 * contrastive one against (section 2.3, figure 2). They are here for that comparison alone: what
 * they teach has no text embedding, so no checkpoint is written of it.
 */
public enum Captioning implements Objective {
  /** The caption's distinct words, by a linear layer and one softmax (Joulin et al. 2016). */
  BAG_OF_WORDS("bag_scores") {
    @Override
    boolean learns(String weight) {
      return weight.startsWith("visual.");
    }

    @Override
    Map<String, Shape> head(ClipConfig config) {
      int words = config.text().vocabularySize();
      return Map.of(
          "caption.words.weight",
          new Shape(words, config.embeddingDimension()),
          "caption.words.bias",
          new Shape(words));
    }
  },

  /**
   * The caption word by word, by the text transformer with the picture in place of the start token;
   * words are predicted with the table that embeds them.
   */
  LANGUAGE_MODEL("language_scores") {
    @Override
    boolean learns(String weight) {
      return !weight.equals("logit_scale") && !weight.equals("text_projection");
    }

    @Override
    Map<String, Shape> head(ClipConfig config) {
      return Map.of(
          "caption.prefix", new Shape(config.embeddingDimension(), config.text().width()));
    }
  };

  private final String scores;

  Captioning(String scores) {
    this.scores = scores;
  }

  @Override
  public <R> R match(
      Supplier<? extends R> softmax,
      Function<? super Objective.Sigmoid, ? extends R> sigmoid,
      Function<? super Captioning, ? extends R> captioning) {
    return captioning.apply(this);
  }

  /** Whether a parameter of the model takes part. */
  abstract boolean learns(String weight);

  /** What is learnt beside the model's parameters. */
  abstract Map<String, Shape> head(ClipConfig config);

  /**
   * The program's method that scores texts by pictures: features [N, E], ids [K, L] and weights to
   * [N, K]; of the language model N is 1.
   */
  public String scores() {
    return scores;
  }

  /** The parameters that take part, and a new head that {@code owner} owns. */
  Map<String, NDArray> learned(ClipConfig config, Map<String, NDArray> weights, NDManager owner) {
    requireCausal(config);
    Map<String, NDArray> learned = new LinkedHashMap<>(weights);
    learned.keySet().removeIf(name -> !learns(name));
    head(config).forEach((name, shape) -> learned.put(name, drawn(name, shape, owner)));
    return learned;
  }

  private static void requireCausal(ClipConfig config) {
    boolean isClips =
        config.text().match(causal -> true, siglip -> false, open -> false, roberta -> false);
    if (!isClips) {
      throw new SettingException(
          "captions are to be predicted by a "
              + config.text().getClass().getSimpleName()
              + "; expected CLIP's own text transformer, in which no word sees those behind it");
    }
  }

  /** Normal numbers that keep lengths, by the name alone; no bias. */
  private static NDArray drawn(String name, Shape shape, NDManager owner) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    double deviation = shape.dimension() < 2 ? 0 : 1 / Math.sqrt(shape.get(1));
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    try (NDArray staged = owner.create(values, shape)) {
      return staged.duplicate();
    }
  }
}
