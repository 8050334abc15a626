package io.clipstream.model.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for what has to be told one before it starts; every module's tests take them here. */
public final class FreePorts {
  private static final int MIN = 12_000;
  private static final int MAX = 32_000;
  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /**
   * A port that nobody listens on, given once: below those that the system hands out to
   * connections, which may take one between this look and the use.
   */
  public static synchronized int next() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(MIN, MAX);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
