package io.clipstream.model.training;

import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.schemas.SettingException;

/**
 * How gently a trained model is taught further, so that it forgets less.
 *
 * @param fixedStatistics true to normalise by a ResNet's running statistics, as in use, and leave
 *     them as they are: those of a few pictures are not those of all that it knows
 * @param bySubject true to treat pairs whose first captions are equal as positives of each other,
 *     whichever of their captions were drawn: of few things many pictures meet in a batch
 * @param distillation how strongly pairs that were learnt from before are held to what the model
 *     made of them at the beginning: weight of 1 - the cosine of their embeddings then and now,
 *     beside the loss; 0 for not at all
 * @param imageRate share of the learning rate that the image encoder learns at, 0 to 1. With 0 it
 *     is locked, and pictures pass it without gradients (Zhai et al. 2022, "LiT", section 3)
 */
public record FineTuning(
    boolean fixedStatistics, boolean bySubject, double distillation, double imageRate) {
  /** Of new weights: batches have statistics of their own, and nothing is held. */
  public static final FineTuning NONE = new FineTuning(false, false, 0, 1);

  public FineTuning {
    if (!(distillation >= 0 && distillation < Double.POSITIVE_INFINITY)) {
      throw new SettingException("distillation is " + distillation + ", expected 0 or more");
    }
    if (!(imageRate >= 0 && imageRate <= 1)) {
      throw new SettingException("image rate is " + imageRate + ", expected 0 to 1");
    }
  }

  /**
   * Nothing but the image encoder's share of the rate: locked, it keeps its running statistics too.
   */
  public static FineTuning ofImageRate(double imageRate) {
    return new FineTuning(imageRate == 0, false, 0, imageRate);
  }

  /** Share of the learning rate that an array learns at; 0 if it stays as it is. */
  double rateOf(String name) {
    if (!ParameterTable.isTrained(name)) {
      return 0;
    }
    return ParameterTable.isOfImages(name) ? imageRate : 1;
  }
}
