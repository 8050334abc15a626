package io.clipstream.control.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.SettingException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private final AddressGuard guard = new AddressGuard(List.of(), "--networks");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.8",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "::7f00:1",
        "::808:808",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:7f00:1"
      })
  void addressesThatAreNotPublicAreRefused(String address) throws Exception {
    assertThat(guard.permits(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::8a",
        "64:ff9b::808:808"
      })
  void publicAddressesUpToTheEdgesOfTheBlocksAreAllowed(String address) throws Exception {
    assertThat(guard.permits(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void aMappedAddressThatKeptItsSixteenBytesIsRefused() {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff7f000001");
    assertThat(guard.permits(mapped)).isFalse();
    assertThat(guard.permits(Arrays.copyOfRange(mapped, 12, 16))).isFalse();
  }

  @Test
  void theOwnerCanAllowANetworkAndNoMore() throws Exception {
    AddressGuard own =
        new AddressGuard(
            List.of(Network.parse("10.1.128.0/17"), Network.parse("::1")), "--networks");
    assertThat(own.permits(InetAddress.getByName("10.1.128.0"))).isTrue();
    assertThat(own.permits(InetAddress.getByName("10.1.255.255"))).isTrue();
    assertThat(own.permits(InetAddress.getByName("64:ff9b::a01:8001"))).isTrue();
    assertThat(own.permits(InetAddress.getByName("10.1.127.255"))).isFalse();
    assertThat(own.permits(InetAddress.getByName("::1"))).isTrue();
    assertThat(own.permits(InetAddress.getByName("127.0.0.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129", "a"})
  void whatIsNoNetworkIsNamed(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("'" + text + "' is no block of addresses");
  }
}
