package io.clipstream.operators.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What the operator keeps in state.
 *
 * @param manifest the round under way, as text; null if there is none
 * @param used files that rounds have seen, as text
 * @param lastRoundMillis when the last round ended, or the job first started
 * @param requests ids of requests that were taken, oldest first
 * @param request reason of a request that waits for its round; null if none does
 */
record RoundMemory(
    String manifest, String used, long lastRoundMillis, List<String> requests, String request) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String encoded() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the state of the rounds", e);
    }
  }

  static RoundMemory parse(String encoded) {
    try {
      return JSON.readValue(encoded, RoundMemory.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the state of the rounds cannot be read", e);
    }
  }
}
