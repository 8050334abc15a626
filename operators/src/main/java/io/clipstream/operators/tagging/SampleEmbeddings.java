package io.clipstream.operators.tagging;

import ai.djl.ndarray.NDManager;
import io.clipstream.control.RawRecord;
import io.clipstream.control.RecordFault;
import io.clipstream.operators.generation.Bisection;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.PreviewSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The embeddings of pictures that drafts are tried on: as their tag events carry them, else encoded
 * again, a few at a time, in the ways of the tagger. Those that were encoded are kept. For one
 * thread.
 */
final class SampleEmbeddings {
  private static final int MAX_KEPT = 2_000;

  /** What there is of a picture. */
  sealed interface Sample {
    /** Hands it on to one of the two. */
    void to(Consumer<float[]> encoded, Consumer<String> missing);

    /**
     * @param embedding of unit length
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Encoded(float[] embedding) implements Sample {
      @Override
      public void to(Consumer<float[]> encoded, Consumer<String> missing) {
        encoded.accept(embedding);
      }
    }

    /**
     * @param problem why there is no embedding
     */
    record Missing(String problem) implements Sample {
      @Override
      public void to(Consumer<float[]> encoded, Consumer<String> missing) {
        missing.accept(problem);
      }
    }
  }

  private record Key(String sha256, String topic, int partition, long offset) {
    static Key of(Generation generation, Origin origin) {
      return new Key(
          generation.checkpoint().getSha256(),
          origin.getTopic(),
          origin.getPartition(),
          origin.getOffset());
    }
  }

  private final Function<Origin, Optional<RawRecord>> images;
  private final Arrivals arrivals;
  private final PictureStage pictures;
  private final int batch;
  private final Map<Key, Sample> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Sample> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /**
   * @param images fetches a picture's record
   */
  SampleEmbeddings(TaggerSettings settings, Function<Origin, Optional<RawRecord>> images) {
    this.images = images;
    this.arrivals = new Arrivals(settings);
    this.pictures = new PictureStage(settings);
    this.batch = settings.batch().size();
  }

  void clear() {
    kept.clear();
  }

  /**
   * One for each of the samples.
   *
   * @throws CancellationException if nobody waits any more
   * @throws RuntimeException if the device fails
   */
  List<Sample> of(List<PreviewSample> asked, Generation generation, BooleanSupplier abandoned) {
    Sample[] samples = new Sample[asked.size()];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < samples.length; i++) {
      Key key = Key.of(generation, asked.get(i).getOrigin());
      samples[i] = carried(asked.get(i), generation).orElseGet(() -> kept.get(key));
      if (samples[i] == null) {
        missing.add(i);
      }
    }
    for (int from = 0; from < missing.size(); from += batch) {
      if (abandoned.getAsBoolean()) {
        throw new CancellationException("nobody waits for the preview any more");
      }
      List<Integer> some = missing.subList(from, Math.min(from + batch, missing.size()));
      List<Sample> encoded =
          encoded(some.stream().map(i -> asked.get(i).getOrigin()).toList(), generation);
      for (int i = 0; i < some.size(); i++) {
        samples[some.get(i)] = encoded.get(i);
      }
    }
    return Arrays.asList(samples);
  }

  /** What a tag event carries counts if it is of the space that the checkpoint in service has. */
  private static Optional<Sample> carried(PreviewSample sample, Generation generation) {
    List<Float> numbers = sample.getEmbedding();
    boolean isUsable =
        numbers != null
            && numbers.size() == generation.checkpoint().getEmbeddingDimension()
            && generation.checkpoint().getEmbeddingSpaceId().equals(sample.getEmbeddingSpaceId());
    if (!isUsable) {
      return Optional.empty();
    }
    float[] embedding = new float[numbers.size()];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = numbers.get(i);
    }
    return EncodingFault.in(embedding, 0, embedding.length).isPresent()
        ? Optional.empty()
        : Optional.of(new Sample.Encoded(embedding));
  }

  private List<Sample> encoded(List<Origin> places, Generation generation) {
    TaggingModel model = generation.model();
    Sample[] samples = new Sample[places.size()];
    List<Integer> ready = new ArrayList<>();
    List<byte[]> levels = new ArrayList<>();
    for (int i = 0; i < samples.length; i++) {
      int at = i;
      prepared(places.get(i), model)
          .to(
              picture ->
                  picture.toEncoder(
                      decoded -> {
                        ready.add(at);
                        levels.add(decoded.levels());
                      },
                      recognised ->
                          samples[at] = new Sample.Encoded(recognised.known().embedding())),
              rejected -> samples[at] = new Sample.Missing(rejected.message()));
    }
    List<Sample> encoded = levels.isEmpty() ? List.of() : encodedOrRefused(model, levels);
    for (int i = 0; i < ready.size(); i++) {
      samples[ready.get(i)] = encoded.get(i);
      kept.put(Key.of(generation, places.get(ready.get(i))), encoded.get(i));
    }
    return Arrays.asList(samples);
  }

  private static List<Sample> encodedOrRefused(TaggingModel model, List<byte[]> levels) {
    return new Bisection<byte[], Sample>(
            part -> encode(model, part),
            failure -> new Sample.Missing(EncodingFault.of(failure).message()),
            model::isHealthy)
        .run(levels);
  }

  private Prepared prepared(Origin origin, TaggingModel model) {
    Optional<RawRecord> record = images.apply(origin);
    if (record.isEmpty()) {
      return new Prepared.Rejected(
          RecordFault.NO_IMAGE,
          "Kafka does not keep the picture any more, or the job does not read its topic");
    }
    return arrivals
        .read(record.get())
        .match(event -> pictures.prepare(event.getImage(), model), SampleEmbeddings::rejected);
  }

  private static Prepared rejected(Arrivals.Arrival.Bad bad) {
    return new Prepared.Rejected(
        bad.reason(),
        bad.reason() == RecordFault.URI_NOT_FETCHED
            ? "the picture is named by a URI and its result carries no embedding (embedding.enabled)"
            : bad.message());
  }

  private static List<Sample> encode(TaggingModel model, List<byte[]> levels) {
    try (NDManager scope = model.clip().newScope()) {
      float[] numbers = model.clip().encodeImages(scope, levels).toFloatArray(); // [N, E]
      int width = numbers.length / levels.size();
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < levels.size(); i++) {
        float[] own = Arrays.copyOfRange(numbers, i * width, (i + 1) * width);
        samples.add(
            EncodingFault.in(own, 0, width)
                .<Sample>map(fault -> new Sample.Missing(fault.message()))
                .orElseGet(() -> new Sample.Encoded(own)));
      }
      return samples;
    }
  }
}
