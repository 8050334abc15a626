package io.clipstream.operators.tagging;

import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Time as it passes for a task: whoever waits, waits as long as was said, also where the system's
 * clock is set forward or back meanwhile.
 */
record SteadyTime(ProcessingTimeService service) {
  /** Milliseconds since a moment that only this process knows. */
  long now() {
    return service.getClock().relativeTimeMillis();
  }

  /** Calls back on the task thread when so many milliseconds have passed. */
  void after(long millis, ProcessingTimeCallback callback) {
    // Flink turns the moment into a span at once, by the same clock.
    ScheduledFuture<?> unused =
        service.registerTimer(service.getCurrentProcessingTime() + Math.max(0, millis), callback);
  }

  /** Calls back when {@link #now} says so. */
  void at(long moment, ProcessingTimeCallback callback) {
    after(moment - now(), callback);
  }
}
