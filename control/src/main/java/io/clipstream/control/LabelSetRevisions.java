package io.clipstream.control;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The label sets in force, and how far their revisions were counted: for those who publish. For one
 * thread.
 */
public final class LabelSetRevisions {
  private static final CheckpointRule ANY_MODEL = new CheckpointRule("", null);

  private final Definitions definitions;
  private final Map<String, Long> highest = new HashMap<>();

  public LabelSetRevisions(ControlCodecs codecs) {
    this.definitions = new Definitions(codecs, ANY_MODEL);
  }

  /** Takes the next record of the topic with label sets in. */
  public RecordEffect apply(RawRecord record) {
    RecordEffect effect =
        definitions.apply(new ControlRecord(ControlRecord.Log.LABEL_SETS, record));
    if (record.key() != null) {
      find(new String(record.key(), StandardCharsets.UTF_8))
          .map(LabelSetInForce::set)
          .ifPresent(set -> highest.merge(set.getId(), set.getRevision(), Math::max));
    }
    return effect;
  }

  /** By id; what is returned follows later changes. */
  public Map<String, LabelSetInForce> inForce() {
    return definitions.labelSets();
  }

  public Optional<LabelSetInForce> find(String id) {
    return Optional.ofNullable(definitions.labelSets().get(id));
  }

  /** One more than any revision that was ever in force, also of a set that was deleted. */
  public long next(String id) {
    return highest.getOrDefault(id, 0L) + 1;
  }
}
