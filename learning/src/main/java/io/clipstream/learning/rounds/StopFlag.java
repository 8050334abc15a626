package io.clipstream.learning.rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Tells a round to end soon; {@link #stop} may come from any thread at any time. */
final class StopFlag {
  private final List<Runnable> heard = new ArrayList<>();
  private boolean stopped;

  synchronized void stop() {
    stopped = true;
    heard.forEach(Runnable::run);
  }

  synchronized boolean isSet() {
    return stopped;
  }

  /** Runs {@code then} when the flag is set, at once if it is. */
  synchronized void onStop(Runnable then) {
    heard.add(then);
    if (stopped) {
      then.run();
    }
  }

  /**
   * Goes on unless the flag is set.
   *
   * @throws CancellationException if it is set
   */
  void check() {
    if (isSet()) {
      throw new CancellationException("the round was told to stop");
    }
  }
}
