package io.clipstream.cli;

import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is said about a checkpoint that somebody brings. */
final class Announcement {
  /** Name of the model where nobody names one. */
  static final String MODEL = "clip";

  private Announcement() {}

  /**
   * A promotion of a checkpoint whose embeddings are a space of their own.
   *
   * @throws ModelException if the directory holds no checkpoint, or its files are not those that
   *     its SHA256SUMS names
   */
  static CheckpointEvent of(Path directory, String model) {
    Path absolute = directory.toAbsolutePath().normalize();
    CheckpointDirectory checkpoint = CheckpointDirectory.open(absolute);
    if (!Files.isRegularFile(absolute.resolve(Integrity.FILE))) {
      throw new ModelException(
          directory
              + ": has no SHA256SUMS, which is what an announcement vouches for; make one with:"
              + " (cd "
              + directory
              + " && sha256sum * > SHA256SUMS)");
    }
    String identity = Integrity.verify(absolute);
    return CheckpointEvent.newBuilder()
        .setModelName(model)
        .setCheckpointId(absolute.getFileName().toString())
        .setUri(absolute.toUri().toString())
        .setSha256(identity)
        .setEmbeddingSpaceId(identity)
        .setEmbeddingDimension(checkpoint.config().embeddingDimension())
        .setArchitecture(checkpoint.config().image().getClass().getSimpleName())
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedBy("clipstream checkpoint announce")
        .setAnnouncedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /**
   * Publishes a promotion and sees that jobs follow it.
   *
   * @throws ResourceException if another one came into force meanwhile, so that it is refused
   */
  static void promote(KafkaClients clients, KafkaConnection kafka, CheckpointEvent event) {
    publish(clients, kafka, event);
    CheckpointLog.read(clients, kafka)
        .refusal(event)
        .ifPresent(
            why -> {
              throw new ResourceException("the promotion came too late: " + why);
            });
  }

  static void publish(KafkaClients clients, KafkaConnection kafka, CheckpointEvent event) {
    Published.publish(
        clients,
        kafka.name(Topic.CHECKPOINTS),
        event.getModelName(),
        kafka.codec(CheckpointEvent.class, Topic.CHECKPOINTS).encode(event));
  }
}
