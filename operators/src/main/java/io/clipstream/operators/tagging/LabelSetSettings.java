package io.clipstream.operators.tagging;

import java.io.Serializable;
import java.time.Duration;

/**
 * What becomes of images that name no label set, or one that is not ready.
 *
 * @param defaultId id of the set for images that name none
 * @param waitingBytes records that are set aside at most while the label sets that they name are
 *     encoded; beyond that images are taken in slowly, and in the end none
 * @param unknownWait how long an image waits for a label set that was not heard of, before it is a
 *     reject
 */
public record LabelSetSettings(String defaultId, long waitingBytes, Duration unknownWait)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final LabelSetSettings DEFAULT =
      new LabelSetSettings("default", 64L << 20, Duration.ofSeconds(5));

  public LabelSetSettings {
    Expect.named("default label set", defaultId);
    Expect.atLeast(1, "room for waiting images", waitingBytes);
    Expect.notNegative("wait for an unknown label set", unknownWait);
  }
}
