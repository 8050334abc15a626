package io.clipstream.jobs.lease;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Where a job runs. */
public final class Home implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final String place;
  private final String lock;

  private Home(String place, String lock) {
    this.place = requireNonNull(place, "place is null");
    this.lock = lock;
  }

  /** A cluster: nothing says there whether an earlier job is gone but its silence. */
  public static Home cluster() {
    return new Home("a Flink cluster, submitted from " + host(), null);
  }

  /** A process that keeps state where Flink is told to. */
  public static Home process() {
    return new Home("one process on " + host(), null);
  }

  /**
   * A process that has a directory to itself: who has it next knows that this one is gone.
   *
   * @param directory locked by the process
   * @param id of the directory, which no other has
   */
  public static Home lockedDirectory(String directory, String id) {
    return new Home(
        "one process on %s, state in %s".formatted(host(), directory),
        host() + ":" + directory + "#" + id);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a host without a name";
    }
  }

  /** For people. */
  public String place() {
    return place;
  }

  /** What only one process can hold at a time, if there is such a thing. */
  Optional<String> lock() {
    return Optional.ofNullable(lock);
  }
}
