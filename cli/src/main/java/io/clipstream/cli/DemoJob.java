package io.clipstream.cli;

import io.clipstream.cli.local.LocalJob;
import io.clipstream.cli.local.Messages;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.schemas.ResourceException;
import java.util.function.Consumer;

/** A job of the demo, on a thread of its own. Closing it writes what was read, then ends it. */
final class DemoJob implements AutoCloseable {
  private final String name;
  private final LocalJob job;
  private final Thread thread;
  private volatile Exception failure;

  private DemoJob(String name, LocalJob job) {
    this.name = name;
    this.job = job;
    this.thread = new Thread(this::run, "clipstream-demo-" + name);
    thread.start();
  }

  /**
   * @param say takes what people should know about the job
   */
  static DemoJob tagging(TaggingJobSettings settings, Consumer<String> say) {
    return new DemoJob("tagging", new LocalJob(settings, false, noticesTo(say)));
  }

  /**
   * @param say takes what people should know about the job
   */
  static DemoJob training(TrainingJobSettings settings, Consumer<String> say) {
    return new DemoJob("training", new LocalJob(settings, false, noticesTo(say)));
  }

  private static Messages noticesTo(Consumer<String> say) {
    return new Messages(progress -> {}, say);
  }

  private void run() {
    try {
      job.run();
    } catch (Exception e) { // whatever a job fails with
      failure = e;
    }
  }

  /**
   * @throws Exception what the job failed with, if it did
   */
  void check() throws Exception {
    if (failure != null) {
      throw failure;
    }
    if (!thread.isAlive()) {
      throw new ResourceException("the " + name + " job has ended");
    }
  }

  @Override
  public void close() {
    job.stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
