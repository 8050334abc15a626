package io.clipstream.operators.generation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clipstream.schemas.Digests;
import java.util.Optional;

/**
 * Embeddings of pictures that a model has encoded, by what their bytes are: the same file sent
 * again is neither decoded nor encoded again. Bounded; what comes again and again stays longest.
 * Thread-safe.
 */
public final class KnownPictures {
  /** What an entry takes beside its arrays, roughly. */
  private static final int OVERHEAD_BYTES = 250;

  /**
   * Which picture, made into what.
   *
   * @param sha256 of the encoded picture
   * @param thumbnailSide of the thumbnail that is kept with it; 0 without one
   */
  public record Key(String sha256, int thumbnailSide) {
    /** The key of an encoded picture. */
    public static Key of(byte[] picture, int thumbnailSide) {
      return new Key(Digests.sha256(picture), thumbnailSide);
    }
  }

  /**
   * What is known of a picture.
   *
   * @param facts what its decoding told
   * @param embedding [E], of unit length; nobody writes into it
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Known(PictureFacts facts, float[] embedding) {
    private int bytes() {
      byte[] thumbnail = facts.thumbnail();
      return OVERHEAD_BYTES + 4 * embedding.length + (thumbnail == null ? 0 : thumbnail.length);
    }
  }

  private final Cache<Key, Known> pictures;

  /**
   * @param maxBytes what it takes on the heap at most, roughly; 0 keeps nothing
   */
  public KnownPictures(long maxBytes) {
    this.pictures =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Key key, Known known) -> known.bytes())
            .executor(Runnable::run) // no thread of its own
            .build();
  }

  /** What is known of a picture, if it is. */
  public Optional<Known> find(Key key) {
    return Optional.ofNullable(pictures.getIfPresent(key));
  }

  /** Keeps what was made of a picture, as long as there is room. */
  public void keep(Key key, Known known) {
    pictures.put(key, known);
  }

  /** How many are kept. */
  public long size() {
    pictures.cleanUp();
    return pictures.estimatedSize();
  }
}
