package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pictures of a labelled set on their way through the image encoder, a batch at a time. */
final class ExamplePictures {
  private static final int BATCH = 64;

  private final Clip clip;
  private final Encoder encoder;
  private final Preprocessor preprocessor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final List<String> unreadable = new ArrayList<>();

  /** Takes a batch. */
  interface Consumer {
    /**
     * @param examples whose pictures could be read, one or more
     * @param encoded theirs, [N, E]; gone after the call
     */
    void take(List<LabelledSet.Example> examples, NDArray encoded);
  }

  /** What the model makes of preprocessed pictures. */
  interface Encoder {
    /** An array with a row a picture, owned by {@code scope}. */
    NDArray encode(NDManager scope, List<byte[]> pictures);
  }

  /** For embeddings. */
  ExamplePictures(Clip clip) {
    this(clip, clip::encodeImages);
  }

  ExamplePictures(Clip clip, Encoder encoder) {
    this.clip = clip;
    this.encoder = encoder;
    this.preprocessor = new Preprocessor(clip.preprocessing());
  }

  /**
   * Encodes the pictures of {@code examples} in their order; passes over what cannot be read.
   *
   * @param name of the set, for messages
   * @throws ModelException if not one picture can be read
   */
  void encode(String name, List<LabelledSet.Example> examples, Consumer consumer) {
    for (int from = 0; from < examples.size(); from += BATCH) {
      encodeBatch(examples.subList(from, Math.min(from + BATCH, examples.size())), consumer);
    }
    if (unreadable.size() == examples.size()) {
      throw new ModelException(name + ": no picture can be read; first: " + unreadable.get(0));
    }
  }

  private Optional<byte[]> levels(LabelledSet.Example example) {
    return decoder
        .read(example.path(), clip.preprocessing().imageSize())
        .match(
            picture -> Optional.of(preprocessor.apply(picture)),
            rejected -> {
              unreadable.add(example.path() + ": " + rejected.message());
              return Optional.empty();
            });
  }

  private void encodeBatch(List<LabelledSet.Example> examples, Consumer consumer) {
    List<LabelledSet.Example> read = new ArrayList<>();
    List<byte[]> inputs = new ArrayList<>();
    for (LabelledSet.Example example : examples) {
      levels(example)
          .ifPresent(
              levels -> {
                read.add(example);
                inputs.add(levels);
              });
    }
    if (!inputs.isEmpty()) {
      try (NDManager scope = clip.newScope()) {
        consumer.take(read, encoder.encode(scope, inputs));
      }
    }
  }

  /** Pictures that could not be read so far, each with the reason. */
  List<String> unreadable() {
    return List.copyOf(unreadable);
  }
}
