package io.clipstream.learning.rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Tells a round to end soon; {@link #stop} may come from any thread at any time. */
final class StopSign {
  private final List<Runnable> heard = new ArrayList<>();
  private boolean stopped;

  synchronized void stop() {
    stopped = true;
    heard.forEach(Runnable::run);
  }

  synchronized boolean isUp() {
    return stopped;
  }

  /** Runs {@code then} when the sign goes up, at once if it is up. */
  synchronized void onStop(Runnable then) {
    heard.add(then);
    if (stopped) {
      then.run();
    }
  }

  /**
   * Goes on if the sign is down.
   *
   * @throws CancellationException if it is up
   */
  void check() {
    if (isUp()) {
      throw new CancellationException("the round was told to stop");
    }
  }
}
