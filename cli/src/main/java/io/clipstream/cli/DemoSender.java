package io.clipstream.cli;

import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Sends the demo's pictures from a thread of its own until it is closed. After the first it waits
 * for a result, so that no backlog grows while the job starts.
 */
final class DemoSender implements AutoCloseable {
  private static final long NOTHING_NEW_MILLIS = 100;

  private final EventSender<ImageEvent> sender;
  private final PictureFeed feed;
  private final Pace pace;
  private final Thread thread;
  private final CountDownLatch running = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile RuntimeException failure;

  DemoSender(DemoStack stack, PictureFeed feed, Pace pace) {
    this.sender =
        new EventSender<>(
            stack.clients(),
            stack.kafka().name(Topic.IMAGES),
            stack.kafka().codec(ImageEvent.class, Topic.IMAGES));
    this.feed = feed;
    this.pace = pace;
    this.thread = new Thread(this::send, "clipstream-demo-pictures");
    thread.start();
  }

  private void send() {
    try {
      while (!closing) {
        Optional<PictureFeed.Sample> sample = feed.next();
        if (sample.isPresent()) {
          pace.await();
          sender.send(sample.get().id(), event(sample.get()));
          running.await();
        } else {
          Thread.sleep(NOTHING_NEW_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private static ImageEvent event(PictureFeed.Sample sample) {
    return ImageEvent.newBuilder()
        .setImageId(sample.id())
        .setSource(sample.source())
        .setImage(ByteBuffer.wrap(sample.bytes()))
        .setAttributes(Map.of())
        .build();
  }

  /** Results have come. */
  void go() {
    running.countDown();
  }

  /**
   * @throws ResourceException if pictures cannot be sent
   */
  void check() {
    if (failure != null) {
      throw failure;
    }
    if (sender.failures() > 0) {
      throw new ResourceException(sender.problems().get(0));
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.close();
  }
}
