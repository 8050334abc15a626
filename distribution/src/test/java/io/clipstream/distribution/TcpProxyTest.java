package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    proxy =
        TcpProxy.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void passesBytesBothWays() throws IOException {
    try (Socket client = client();
        Socket served = server.accept()) {
      client.getOutputStream().write(3);
      assertThat(served.getInputStream().read()).isEqualTo(3);
      served.getOutputStream().write(4);
      assertThat(client.getInputStream().read()).isEqualTo(4);
    }
  }

  @Test
  void endsBothSidesWhenOneHasEnded() throws IOException {
    try (Socket client = client()) {
      server.accept().close();
      assertThatEnds(client);
    }
  }

  @Test
  void dropsAndRefusesUntilItHeals() throws IOException {
    try (Socket client = client();
        Socket served = server.accept()) {
      assertThat(proxy.refuse()).isEqualTo(1);
      assertThatEnds(client);
      assertThatEnds(served);
      try (Socket refused = client()) {
        assertThatEnds(refused);
      }
      proxy.heal();
      passesBytesBothWays();
    }
  }

  @Test
  void bytesThatWereHeldBackArriveWhenItHeals() throws IOException {
    try (Socket client = client();
        Socket served = server.accept()) {
      assertThat(proxy.silence()).isEqualTo(1);
      client.getOutputStream().write(5);
      served.setSoTimeout(100);
      assertThatThrownBy(() -> served.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      proxy.heal();
      served.setSoTimeout(0);
      assertThat(served.getInputStream().read()).isEqualTo(5);
    }
  }

  @Test
  void aConnectionToNobodyEnds() throws IOException {
    server.close();
    try (Socket client = client()) {
      assertThatEnds(client);
    }
  }

  private Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  /** By a reset, which a read may also come too early to see as one. */
  private static void assertThatEnds(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isNegative();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }
}
