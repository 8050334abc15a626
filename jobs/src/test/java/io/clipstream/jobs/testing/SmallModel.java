package io.clipstream.jobs.testing;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A checkpoint small enough to tag hundreds of pictures a second.
 *
 * @param sha256 its identity
 */
public record SmallModel(Path directory, String sha256, ClipConfig config) {
  /** Name of the model in announcements. */
  public static final String NAME = "small";

  /** Writes one with random weights as {@code folder/NAME-SEED}. */
  public static SmallModel write(Path folder, long seed) {
    SmallCheckpoint written = SmallCheckpoint.write(folder.resolve(NAME + "-" + seed), seed);
    return new SmallModel(written.directory(), written.sha256(), written.config());
  }

  /** The checkpoint that comes with the project. */
  public static SmallModel box() {
    Path directory = Path.of("").toAbsolutePath().getParent().resolve("models/box");
    return new SmallModel(
        directory, Integrity.verify(directory), CheckpointDirectory.open(directory).config());
  }

  /** What promotes it. */
  public CheckpointEvent promotion() {
    String id = directory.getFileName().toString();
    return CheckpointEvent.newBuilder()
        .setModelName(NAME)
        .setCheckpointId(id)
        .setUri(directory.toUri().toString())
        .setSha256(sha256)
        .setEmbeddingSpaceId(id)
        .setEmbeddingDimension(config.embeddingDimension())
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedAt(Instant.now())
        .build();
  }
}
