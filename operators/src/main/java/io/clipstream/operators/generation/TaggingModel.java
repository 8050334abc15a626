package io.clipstream.operators.generation;

import ai.djl.Device;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.places.AllowedPlaces;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.model.Clip;
import io.clipstream.model.Devices;
import io.clipstream.model.EngineEnd;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Digests;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * A loaded checkpoint with the banks that are encoded with it: one for each device and process,
 * however many subtasks use it.
 */
public final class TaggingModel implements AutoCloseable {
  /**
   * Where models come from and how they are loaded.
   *
   * @param knownBytes what the embeddings of pictures that may come again take at most; of subtasks
   *     that share a model the first one's counts
   * @param downloads how a checkpoint that does not lie on this machine is fetched
   */
  public record Source(
      List<String> allowedPrefixes,
      String device,
      Precision precision,
      Kernels kernels,
      int batchSize,
      long knownBytes,
      DownloadSettings downloads) {}

  private static final SharedPool<ModelKey, TaggingModel> MODELS =
      new SharedPool<>(Background.LOADERS);

  private final ModelKey key;
  private final StoragePlace place;
  private final Clip clip;
  private final Preprocessor preprocessor;
  private final long weightBytes;
  private final Embeddings embeddings = new Embeddings();
  private final KnownPictures pictures;
  private final SharedPool<String, Bank> banks;

  /**
   * Subtasks that come to a label set at once need its keys once: they are a digest of each label.
   */
  private final SharedPool<String, Claim> claims = new SharedPool<>(Runnable::run);

  private TaggingModel(ModelKey key, StoragePlace place, Clip clip, long knownBytes) {
    this.key = key;
    this.place = place;
    this.clip = clip;
    this.preprocessor = new Preprocessor(clip.preprocessing());
    this.weightBytes = weightBytes(clip, key.precision());
    this.pictures = new KnownPictures(knownBytes);
    this.banks = new SharedPool<>(Background.encoders(key.device()));
  }

  private static long weightBytes(Clip clip, Precision precision) {
    long numbers =
        ParameterTable.of(clip.config()).values().stream().mapToLong(shape -> shape.size()).sum();
    return numbers * (precision == Precision.FP32 ? 4 : 2);
  }

  /** What a checkpoint is called when it is loaded as {@code source} says. */
  public static ModelKey key(CheckpointEvent event, Source source) {
    Device device = Devices.named(source.device());
    return new ModelKey(
        event.getSha256().toLowerCase(Locale.ROOT),
        Devices.name(device),
        source.precision(),
        source.kernels().orPinned());
  }

  /**
   * The model of a checkpoint, loaded and verified in the background unless the process has it. The
   * lease's value fails with a {@link ModelException} if the checkpoint is not what the event says,
   * or cannot be used.
   */
  public static Lease<TaggingModel> lease(CheckpointEvent event, Source source) {
    ModelKey key = key(event, source);
    return MODELS
        .lease(key, abandoned -> load(event, source, key, abandoned))
        .checked(
            loading ->
                loading.thenApplyAsync(
                    model -> model.announced(event, source), Background.LOADERS));
  }

  /**
   * This model, if the event may bring it: one that the process has by another announcement, or for
   * another job, would else be taken from a place where a start would refuse it, or under words
   * that do not fit it.
   */
  private TaggingModel announced(CheckpointEvent event, Source source) {
    try {
      checkDimension(event, clip);
      StoragePlace from = AllowedPlaces.of(source.allowedPrefixes()).directory(event.getUri());
      if (!from.equals(place)) {
        try (CheckpointCopy copy = CheckpointCopy.of(from.uri(), () -> false)) {
          checkIdentity(copy.directory(), key.sha256());
        }
      }
      return this;
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static TaggingModel load(
      CheckpointEvent event, Source source, ModelKey key, BooleanSupplier abandoned)
      throws IOException {
    EngineEnd.skipDestructorsAtTheEnd();
    StoragePlace place = AllowedPlaces.of(source.allowedPrefixes()).directory(event.getUri());
    try (CheckpointCopy copy =
        CheckpointCopy.of(place.uri(), key.sha256(), source.downloads(), abandoned)) {
      verify(copy, key.sha256());
      Device device = Devices.named(source.device());
      Clip clip = Clip.load(copy.directory(), device, source.precision(), source.kernels());
      try {
        checkDimension(event, clip);
        ModelSelfTest.run(clip, source.batchSize());
        return new TaggingModel(key, place, clip, source.knownBytes());
      } catch (RuntimeException | Error e) {
        clip.close();
        throw e;
      }
    }
  }

  private static void verify(CheckpointCopy copy, String expected) throws IOException {
    try {
      checkIdentity(copy.directory(), expected);
    } catch (ModelException e) {
      copy.discard();
      throw e;
    }
  }

  private static void checkIdentity(Path directory, String expected) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new ResourceException(directory + ": expected a checkpoint directory, found none");
    }
    String identity = Integrity.verify(directory);
    if (identity.equals(expected)) {
      return;
    }
    // SHA256SUMS of another hand may have its lines in another order.
    String file = Digests.sha256(Files.readAllBytes(directory.resolve(Integrity.FILE)));
    if (!file.equals(expected)) {
      throw new ModelException(
          "%s: expected the SHA-256 %s that was announced, found %s"
              .formatted(directory.resolve(Integrity.FILE), expected, file));
    }
  }

  private static void checkDimension(CheckpointEvent event, Clip clip) {
    int found = clip.config().embeddingDimension();
    if (found != event.getEmbeddingDimension()) {
      throw new ModelException(
          "checkpoint %s: expected the %d embedding dimensions that were announced, found %d"
              .formatted(event.getCheckpointId(), event.getEmbeddingDimension(), found));
    }
  }

  /** The bank of a label set, encoded in the background unless this model has it. */
  public Lease<Bank> bank(LabelSet set, String hash, Lease<TaggingModel> self) {
    return banks.lease(
        hash,
        abandoned -> {
          Lease<TaggingModel> own = self.share();
          try {
            return Bank.make(own, set, abandoned);
          } catch (Throwable e) {
            own.close();
            throw e;
          }
        });
  }

  /** Keeps the embeddings that a label set needs; one claim for all subtasks of the process. */
  Lease<Claim> claim(LabelSetInForce set) {
    return claims.lease(set.hash(), abandoned -> Claim.of(set.set(), embeddings));
  }

  public ModelKey key() {
    return key;
  }

  public Clip clip() {
    return clip;
  }

  public Preprocessor preprocessor() {
    return preprocessor;
  }

  /** Embeddings of labels and texts that are in use, or were restored. */
  public Embeddings embeddings() {
    return embeddings;
  }

  /** Embeddings of pictures that may come again. */
  public KnownPictures pictures() {
    return pictures;
  }

  /** Bytes that weights and banks take on the device. */
  public long deviceBytes() {
    return weightBytes + 4L * clip.config().embeddingDimension() * embeddings.rowsInBanks();
  }

  /** Whether the device still works, see {@link ModelSelfTest#succeeds}. */
  public boolean isHealthy() {
    return ModelSelfTest.succeeds(clip);
  }

  /** Models that this process holds. */
  public static int loaded() {
    return MODELS.size();
  }

  @Override
  public void close() {
    clip.close();
  }
}
