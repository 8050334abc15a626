package io.clipstream.model;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A device for one user, counted until it is closed. The count is the process's: on a cluster this
 * class lies in the class path that all jobs share, so it sees the users of every job.
 */
public final class DeviceLease implements AutoCloseable {
  private static final Map<String, Integer> USERS = new HashMap<>();

  private final String device;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DeviceLease(String device) {
    this.device = device;
  }

  /**
   * The device that has the fewest users; among equals, the one that is named first.
   *
   * @param devices names for {@link Devices#named}; at least one
   */
  public static DeviceLease of(List<String> devices) {
    synchronized (USERS) {
      String least =
          devices.stream()
              .min(comparing(device -> USERS.getOrDefault(device, 0)))
              .orElseThrow(() -> new ModelException("there are no devices, expected 1 or more"));
      USERS.merge(requireNonNull(least), 1, Integer::sum);
      return new DeviceLease(least);
    }
  }

  /** The device's name. */
  public String device() {
    return device;
  }

  /** Gives the device back; more than once does nothing more. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      synchronized (USERS) {
        USERS.computeIfPresent(device, (name, users) -> users == 1 ? null : users - 1);
      }
    }
  }
}
