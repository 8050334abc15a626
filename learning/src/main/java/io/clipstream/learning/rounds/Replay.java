package io.clipstream.learning.rounds;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.util.List;

/**
 * Which older pairs a round learns from again.
 *
 * @param perNewPair so many for each new pair
 * @param distillation how strongly they are held to what the parent made of them, see {@link
 *     io.clipstream.model.training.FineTuning}
 * @param sources folders and files of pairs that they are also drawn from, such as what the first
 *     checkpoint was trained on
 */
public record Replay(double perNewPair, double distillation, List<String> sources)
    implements Serializable {
  public static final Replay DEFAULT = new Replay(4, 12, List.of());

  public Replay {
    sources = List.copyOf(sources);
    if (!(perNewPair >= 0)) {
      throw new SettingException("replay is " + perNewPair + ", expected 0 or more");
    }
    if (!(distillation >= 0 && distillation < Double.POSITIVE_INFINITY)) {
      throw new SettingException("distillation is " + distillation + ", expected 0 or more");
    }
  }
}
