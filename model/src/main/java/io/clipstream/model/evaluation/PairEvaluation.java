package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Picture;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.schemas.Decision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well a model brings pictures and captions together: loss and retrieval among all of the given
 * pairs, a value a pair. Pairs of one caption count as right for each other, as in training. Where
 * all have one caption they cannot be mistaken for each other, so others may stand beside them,
 * from which they must be told. Where they differ these would hide whether the new is told apart:
 * whoever mixes up all new captions still tells new from old.
 */
public final class PairEvaluation {
  private static final int BATCH = 64;

  private final Clip clip;
  private final List<DecisionRule> rules;
  private final Preprocessor preprocessor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final List<String> captions = new ArrayList<>();
  private final NDList images = new NDList();
  private int measured;

  /**
   * The outcome, a value a measured pair, in the order of those that could be read.
   *
   * @param loss symmetric cross-entropy (paper, figure 3), at the model's own temperature
   * @param recall share of the two directions, picture to caption and back, in which the best match
   *     among all pairs is right: 0, 0.5 or 1
   * @param ranking share of the wrong matches, in both directions, that come after the right one, 0
   *     to 1; 0.5 is guessing. Unlike the loss it does not change with the temperature.
   * @param decisions what each rule decides about each picture, by the rule's name
   * @param besides likewise about the pictures that stand beside the measured ones
   */
  public record Result(
      double[] loss,
      double[] recall,
      double[] ranking,
      Map<String, List<Decision>> decisions,
      Map<String, List<Decision>> besides) {
    public Result {
      decisions = Map.copyOf(decisions);
      besides = Map.copyOf(besides);
    }

    /** Of pairs beside which no others stood. */
    public Result(
        double[] loss, double[] recall, double[] ranking, Map<String, List<Decision>> decisions) {
      this(loss, recall, ranking, decisions, Map.of());
    }

    /** Number of pairs. */
    public int size() {
      return loss.length;
    }
  }

  private PairEvaluation(Clip clip, List<DecisionRule> rules) {
    this.clip = clip;
    this.rules = rules;
    this.preprocessor = new Preprocessor(clip.preprocessing());
  }

  /**
   * Evaluates a model on all pairs of {@code pairs}, each with its first caption. Pictures that
   * cannot be read are left out, whatever the model.
   *
   * @param rules what decides about the pictures besides; may be empty
   * @throws ModelException if the pairs cannot be read
   */
  public static Result run(Clip clip, PairStream pairs, List<DecisionRule> rules) {
    return run(clip, pairs, Optional::empty, rules);
  }

  /**
   * The same, beside others.
   *
   * @param besides pairs that those are told from if they all have one caption; else not read
   */
  public static Result run(
      Clip clip, PairStream pairs, PairStream besides, List<DecisionRule> rules) {
    try (NDManager scope = clip.newScope()) {
      PairEvaluation evaluation = new PairEvaluation(clip, rules);
      evaluation.encodeAll(scope, pairs);
      evaluation.measured = evaluation.captions.size();
      if (new HashSet<>(evaluation.captions).size() == 1) {
        evaluation.encodeAll(scope, besides);
      }
      return evaluation.result(scope);
    } catch (IOException e) {
      throw new ModelException("the held-out pairs cannot be read: " + e.getMessage(), e);
    }
  }

  private void encodeAll(NDManager scope, PairStream pairs) throws IOException {
    List<byte[]> batch = new ArrayList<>();
    for (Optional<Pair> next = pairs.next(); next.isPresent(); next = pairs.next()) {
      byte[] encoded = next.get().image().read();
      Optional<Picture> picture =
          decoder.decode(encoded, clip.preprocessing().imageSize()).toOptional();
      if (picture.isPresent()) {
        batch.add(preprocessor.apply(picture.get()));
        captions.add(next.get().captions().get(0));
      }
      if (batch.size() == BATCH) {
        encode(scope, batch);
      }
    }
    encode(scope, batch);
  }

  private void encode(NDManager scope, List<byte[]> batch) {
    if (!batch.isEmpty()) {
      images.add(clip.encodeImages(scope, batch));
      batch.clear();
    }
  }

  private Result result(NDManager scope) {
    if (measured == 0) {
      return new Result(new double[0], new double[0], new double[0], Map.of());
    }
    NDArray image = NDArrays.concat(images);
    image.attach(scope);
    NDArray text = clip.encodeTexts(scope, captions);
    NDArray similarities = image.matMul(text.transpose());
    double scale = Math.exp(clip.logitScale().getFloat());
    return score(similarities.toFloatArray(), scale, decisions(image));
  }

  private Map<String, List<Decision>> decisions(NDArray image) {
    Map<String, List<Decision>> decisions = new HashMap<>();
    for (DecisionRule rule : rules) {
      decisions.put(rule.name(), rule.fits(clip) ? rule.decide(clip, image) : List.of());
    }
    return decisions;
  }

  private int[] groups() {
    Map<String, Integer> numbers = new HashMap<>();
    return captions.stream()
        .mapToInt(c -> numbers.computeIfAbsent(c, k -> numbers.size()))
        .toArray();
  }

  /** Rows of {@code s} [N, N] are pictures, columns captions. */
  private Result score(float[] s, double scale, Map<String, List<Decision>> decisions) {
    int[] groups = groups();
    int n = groups.length;
    double[] loss = new double[measured];
    double[] recall = new double[measured];
    double[] ranking = new double[measured];
    for (int i = 0; i < measured; i++) {
      Line across = Line.of(s, i * n, 1, n, scale, groups, i);
      Line down = Line.of(s, i, n, n, scale, groups, i);
      loss[i] = (across.loss() + down.loss()) / 2;
      ranking[i] = (across.ranking() + down.ranking()) / 2;
      recall[i] = ((across.right() ? 1 : 0) + (down.right() ? 1 : 0)) / 2.0;
    }
    return new Result(
        loss, recall, ranking, part(decisions, 0, measured), part(decisions, measured, n));
  }

  private static Map<String, List<Decision>> part(
      Map<String, List<Decision>> decisions, int from, int to) {
    Map<String, List<Decision>> part = new HashMap<>();
    decisions.forEach(
        (rule, all) ->
            part.put(rule, all.isEmpty() ? List.of() : List.copyOf(all.subList(from, to))));
    return part;
  }

  /** A row or column of the similarities. */
  private record Line(double loss, boolean right, double ranking) {
    static Line of(float[] s, int from, int step, int n, double scale, int[] groups, int pair) {
      int own = groups[pair];
      int best = 0;
      for (int j = 1; j < n; j++) {
        best = s[from + j * step] > s[from + best * step] ? j : best;
      }
      double max = scale * s[from + best * step];
      double sum = 0;
      double ofOwn = 0;
      int count = 0;
      double behind = 0;
      for (int j = 0; j < n; j++) {
        double logit = scale * s[from + j * step];
        sum += Math.exp(logit - max);
        if (groups[j] == own) {
          ofOwn += logit;
          count++;
        } else {
          behind += (1 - Math.signum(s[from + j * step] - s[from + pair * step])) / 2;
        }
      }
      double ranking = count == n ? 0.5 : behind / (n - count);
      return new Line(max + Math.log(sum) - ofOwn / count, groups[best] == own, ranking);
    }
  }
}
