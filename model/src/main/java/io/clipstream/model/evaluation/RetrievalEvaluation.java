package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Retrieval on a labelled set with captions, both ways (paper, table 13): each picture looks for
 * its caption among all distinct captions, each caption for its pictures among all pictures.
 */
public final class RetrievalEvaluation {
  /** Rows of similarities that exist at once. */
  private static final int ROWS = 512;

  /**
   * The outcome.
   *
   * @param pictures that have a caption and could be read
   * @param captions distinct ones among theirs
   * @param captionOf the number of each picture's caption, from 0, as captions stand among the
   *     queries
   * @param loss the training's, over all pairs at once, equal captions being positives of each
   *     other; natural logarithm, so {@code ln(pictures)} where nothing is known and every caption
   *     is another
   * @param imageToText pictures that look for captions
   * @param textToImage captions that look for pictures
   * @param withoutCaption examples that were passed over since they have no caption
   * @param unreadable pictures that could not be read, with the reason
   */
  public record Result(
      int pictures,
      int captions,
      List<Integer> captionOf,
      double loss,
      Ranks imageToText,
      Ranks textToImage,
      int withoutCaption,
      List<String> unreadable) {
    public Result {
      captionOf = List.copyOf(captionOf);
      unreadable = List.copyOf(unreadable);
    }
  }

  private final Clip clip;
  private final NDManager scope;
  private final NDList embeddings = new NDList();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<Integer> captionOf = new ArrayList<>();

  private RetrievalEvaluation(Clip clip, NDManager scope) {
    this.clip = clip;
    this.scope = scope;
  }

  /**
   * Evaluates a model.
   *
   * @throws ModelException if no example has a caption, or not one picture can be read
   */
  public static Result run(Clip clip, LabelledSet set) {
    List<LabelledSet.Example> captioned = captioned(set).examples();
    try (NDManager scope = clip.newScope()) {
      RetrievalEvaluation evaluation = new RetrievalEvaluation(clip, scope);
      ExamplePictures pictures = new ExamplePictures(clip);
      pictures.encode(set.name(), captioned, evaluation::take);
      int without = set.examples().size() - captioned.size();
      return evaluation.result(without, pictures.unreadable());
    }
  }

  /**
   * What of a set pictures and captions are looked for in.
   *
   * @throws ModelException if no example has a caption
   */
  public static LabelledSet captioned(LabelledSet set) {
    List<LabelledSet.Example> captioned =
        set.examples().stream().filter(example -> example.caption().isPresent()).toList();
    if (captioned.isEmpty()) {
      throw new ModelException(set.name() + ": no row has a caption, expected a column 'caption'");
    }
    return new LabelledSet(set.name(), captioned);
  }

  private void take(List<LabelledSet.Example> examples, NDArray images) {
    images.attach(scope);
    embeddings.add(images);
    for (LabelledSet.Example example : examples) {
      String caption = example.caption().orElseThrow();
      captionOf.add(numbers.computeIfAbsent(caption, c -> numbers.size()));
    }
  }

  private Result result(int withoutCaption, List<String> unreadable) {
    NDArray images = NDArrays.concat(embeddings); // [N, E]
    NDArray texts = clip.encodeTexts(scope, List.copyOf(numbers.keySet())); // [C, E]
    int[] captions = captionOf.stream().mapToInt(Integer::intValue).toArray();
    int[] everyCaption = new int[numbers.size()];
    Arrays.setAll(everyCaption, i -> i);
    return new Result(
        captions.length,
        everyCaption.length,
        captionOf,
        loss(images, texts, captions),
        ranks(images, captions, texts, everyCaption),
        ranks(texts, everyCaption, images, captions),
        withoutCaption,
        unreadable);
  }

  /** Each query's best match is wanted among all candidates; equal numbers match. */
  private Ranks ranks(NDArray queries, int[] wanted, NDArray candidates, int[] numbers) {
    int[] ranks = new int[wanted.length];
    for (int from = 0; from < wanted.length; from += ROWS) {
      int to = Math.min(from + ROWS, wanted.length);
      try (NDArray some = queries.get(from + ":" + to);
          NDArray turned = candidates.transpose();
          NDArray product = some.matMul(turned)) {
        float[] similarities = product.toFloatArray();
        for (int row = from; row < to; row++) {
          ranks[row] = rank(similarities, (row - from) * numbers.length, wanted[row], numbers);
        }
      }
    }
    return Ranks.of(ranks);
  }

  /** One more than the wrong candidates that are at least as similar as the best right one. */
  private static int rank(float[] similarities, int offset, int wanted, int[] numbers) {
    float best = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < numbers.length; i++) {
      best = numbers[i] == wanted ? Math.max(best, similarities[offset + i]) : best;
    }
    int rank = 1;
    for (int i = 0; i < numbers.length; i++) {
      // Not below, rather than at least: what is no number must not look like a good rank.
      rank += numbers[i] != wanted && !(similarities[offset + i] < best) ? 1 : 0;
    }
    return rank;
  }

  private double loss(NDArray images, NDArray texts, int[] captions) {
    long[] groups = Arrays.stream(captions).asLongStream().toArray();
    try (NDManager inner = scope.newSubManager()) {
      NDArray own = texts.get(inner.create(captions)); // [N, E]
      own.attach(inner);
      NDArray numbers = inner.create(groups);
      NDArray rows = inner.create(ROWS);
      return clip.program()
          .infer(inner, "loss", images, own, clip.logitScale(), numbers, rows)
          .get(0)
          .getFloat();
    }
  }
}
