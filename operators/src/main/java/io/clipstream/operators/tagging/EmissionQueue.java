package io.clipstream.operators.tagging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.flink.util.function.ThrowingConsumer;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Images in the order of arrival, with the watermarks and their kin that keep their place among
 * them: what is done leaves when everything before it has left. For the task thread.
 */
final class EmissionQueue {
  /** What keeps its place. */
  private sealed interface Item {
    boolean isDone();

    void leave() throws Exception;

    /** It never leaves: the task ends. */
    void giveUp();
  }

  private final class Image implements Item {
    private final ImageEntry entry;

    private Image(ImageEntry entry) {
      this.entry = entry;
    }

    @Override
    public boolean isDone() {
      return entry.isDone();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the task thread writes
    public void leave() throws Exception {
      images--;
      try {
        emitter.accept(entry);
      } finally {
        entry.release();
      }
    }

    @Override
    public void giveUp() {
      entry.release();
    }
  }

  private record Marker(ThrowingRunnable<Exception> emission) implements Item {
    @Override
    public boolean isDone() {
      return true;
    }

    @Override
    public void leave() throws Exception {
      emission.run();
    }

    @Override
    public void giveUp() {}
  }

  private final ThrowingConsumer<ImageEntry, Exception> emitter;
  private final Deque<Item> items = new ArrayDeque<>();
  private volatile int images; // read by a gauge

  EmissionQueue(ThrowingConsumer<ImageEntry, Exception> emitter) {
    this.emitter = emitter;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the task thread writes
  void add(ImageEntry image) {
    items.add(new Image(image));
    images++;
  }

  /** Something that must not overtake the images before it. */
  void add(ThrowingRunnable<Exception> marker) {
    items.add(new Marker(marker));
  }

  /** Emits what is done. */
  void drain() throws Exception {
    while (!items.isEmpty() && items.peek().isDone()) {
      items.poll().leave();
    }
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Images that have not left; for any thread. */
  int images() {
    return images;
  }

  /**
   * Empties the queue.
   *
   * @return gives up what was in it; for any thread, once nobody uses the images any more
   */
  Runnable abandon() {
    List<Item> left = new ArrayList<>(items);
    items.clear();
    return () -> left.forEach(Item::giveUp);
  }
}
