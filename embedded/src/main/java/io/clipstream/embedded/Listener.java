package io.clipstream.embedded;

import java.util.List;
import java.util.Map;

/**
 * How clients reach a broker.
 *
 * @param protocol PLAINTEXT, or SASL_SSL and the like, as Kafka calls them
 * @param credentials that a new broker begins with, as {@code kafka-storage.sh} takes them
 * @param settings of the broker that the protocol asks for
 */
public record Listener(String protocol, List<String> credentials, Map<String, String> settings) {
  /** Without encryption and login. */
  public static final Listener PLAIN = new Listener("PLAINTEXT", List.of(), Map.of());

  public Listener {
    credentials = List.copyOf(credentials);
    settings = Map.copyOf(settings);
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "Listener[" + protocol + "]";
  }
}
