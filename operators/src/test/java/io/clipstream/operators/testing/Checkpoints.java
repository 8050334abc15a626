package io.clipstream.operators.testing;

import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.nio.file.Path;
import java.time.Instant;

/** Small checkpoints and their announcements, each as promoted; its id is the directory's name. */
public final class Checkpoints {
  private Checkpoints() {}

  /** Writes and announces a checkpoint. */
  public static CheckpointEvent write(Path directory, long seed, int dimension) {
    return event(SmallCheckpoint.write(directory, seed, SmallCheckpoint.config(dimension, 32, 24)));
  }

  /** One whose weights take 6 MB, so that it is missed when it is not freed. */
  public static CheckpointEvent wide(Path directory, long seed, int dimension) {
    return event(
        SmallCheckpoint.write(directory, seed, SmallCheckpoint.config(dimension, 256, 24)));
  }

  /** One with SigLIP's towers and a SentencePiece vocabulary. */
  public static CheckpointEvent siglip(Path directory, long seed) {
    return event(SmallCheckpoint.writeSiglip(directory, seed));
  }

  /** The same with a vocabulary like Gemma's. */
  public static CheckpointEvent siglip2(Path directory, long seed) {
    return event(SmallCheckpoint.writeSiglip2(directory, seed));
  }

  /** One whose texts go through XLM-RoBERTa's tower and vocabulary. */
  public static CheckpointEvent xlmRoberta(Path directory, long seed) {
    return event(SmallCheckpoint.writeXlmRoberta(directory, seed));
  }

  /** A checkpoint in which numbers are none. */
  public static CheckpointEvent withNan(Path directory, long seed) {
    return event(SmallCheckpoint.withNan(directory, seed, "visual.proj"));
  }

  private static CheckpointEvent event(SmallCheckpoint checkpoint) {
    String id = checkpoint.directory().getFileName().toString();
    return CheckpointEvent.newBuilder()
        .setModelName("shop")
        .setCheckpointId(id)
        .setUri(checkpoint.directory().toUri().toString())
        .setSha256(checkpoint.sha256())
        .setEmbeddingSpaceId("space-" + id)
        .setEmbeddingDimension(checkpoint.config().embeddingDimension())
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }

  /** The same announcement with another standing. */
  public static CheckpointEvent copy(CheckpointEvent event) {
    return CheckpointEvent.newBuilder(event).build();
  }
}
