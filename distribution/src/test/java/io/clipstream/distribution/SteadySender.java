package io.clipstream.distribution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Sends pictures out of a fixed set, one after another at a steady rate, until it is stopped. */
final class SteadySender implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(25);

  private final PictureStream stream;
  private final List<byte[]> pictures;
  private final Duration period;
  private final List<Future<?>> sent = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "steady-sender");
  private volatile int count;
  private volatile boolean isStopped;

  SteadySender(PictureStream stream, List<byte[]> pictures) {
    this(stream, pictures, PERIOD);
  }

  /**
   * @param period between one picture and the next
   */
  SteadySender(PictureStream stream, List<byte[]> pictures, Duration period) {
    this.stream = stream;
    this.pictures = pictures;
    this.period = period;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    while (!isStopped) {
      int number = sent.size();
      sent.add(stream.send("picture-" + number, pictures.get(number % pictures.size())));
      count = number + 1;
      next = Math.max(next + period.toNanos(), System.nanoTime() - period.toNanos());
      sleepUntil(next);
    }
  }

  private static void sleepUntil(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts the sender", e);
    }
  }

  /** How many pictures were handed to Kafka so far. */
  int count() {
    return count;
  }

  /** The place in the set of the picture with that id. */
  int kind(String imageId) {
    return number(imageId) % pictures.size();
  }

  /** The how many-th picture that is, from 0. */
  static int number(String imageId) {
    return Integer.parseInt(imageId.substring("picture-".length()));
  }

  /** Ends the stream; the result is how many pictures are in the topic. */
  int stop() {
    isStopped = true;
    try {
      thread.join();
      for (Future<?> each : sent) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return sent.size();
  }

  @Override
  public void close() {
    isStopped = true;
  }
}
