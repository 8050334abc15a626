package io.clipstream.distribution;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Topic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Announces checkpoints, and revisions of a label set, to the job on a stream's topics. */
final class Announcer {
  private final PictureStream stream;
  private final List<LabelSet> contents;
  private long revision;

  /**
   * @param contents of the label set; revisions take turns at them
   */
  Announcer(PictureStream stream, List<LabelSet> contents) {
    this.stream = stream;
    this.contents = contents;
  }

  void announce(CheckpointEvent checkpoint) {
    CheckpointEvent event =
        CheckpointEvent.newBuilder(checkpoint)
            .setAnnouncedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build();
    stream.publish(Topic.CHECKPOINTS, event.getModelName(), CheckpointEvent.class, event);
  }

  /** Publishes the next revision of the label set, with other content than the one before. */
  long publishLabels() {
    LabelSet next = content(revision + 1);
    next.setRevision(++revision);
    stream.publish(Topic.LABEL_SETS, next.getId(), LabelSet.class, next);
    return revision;
  }

  /** The latest revision of the label set. */
  long revision() {
    return revision;
  }

  /** What a revision says. */
  LabelSet content(long ofRevision) {
    return contents.get((int) ((ofRevision - 1) % contents.size()));
  }
}
