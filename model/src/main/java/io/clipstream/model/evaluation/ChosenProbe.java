package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.probe.Examples;
import io.clipstream.model.probe.LinearProbe;
import io.clipstream.model.probe.ProbePath;
import io.clipstream.model.probe.StrengthSearch;
import java.util.function.Consumer;

/**
 * A linear probe whose strength of the penalty was chosen on a validation set.
 *
 * @param probe of the training examples, with the best strength
 * @param search how it was chosen
 */
record ChosenProbe(LinearProbe probe, StrengthSearch.Outcome search) {
  /**
   * @param scope on whose device products are computed
   * @param by which accuracy on {@code validation} counts
   * @param progress is told of each probe that was trained
   */
  static ChosenProbe of(
      NDManager scope,
      Examples train,
      Examples validation,
      Accuracy.Mean by,
      Consumer<LinearProbe.Fit> progress) {
    ProbePath path = new ProbePath(scope, train);
    StrengthSearch.Outcome search =
        StrengthSearch.run(
            strength -> {
              LinearProbe probe = path.at(strength);
              progress.accept(probe.fit());
              return Tested.of(scope, probe, validation).accuracy().by(by);
            });
    return new ChosenProbe(path.at(search.best().strength()), search);
  }

  double strength() {
    return search.best().strength();
  }
}
