package io.clipstream.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.UsedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the operator keeps in state. {@link RoundStateCodec} writes it.
 *
 * @param manifest the round under way
 * @param failures how often it has failed
 * @param used files that rounds have learnt from
 * @param apart files of rounds that were given up
 * @param lastRoundMillis when the last round ended, or the job first started
 * @param requests ids of requests that were taken, oldest first
 * @param request reason of a request that waits for its round
 */
public record RoundMemory(
    Optional<RoundManifest> manifest,
    int failures,
    UsedFiles used,
    List<SetApart> apart,
    long lastRoundMillis,
    List<String> requests,
    Optional<String> request) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  public RoundMemory {
    apart = List.copyOf(apart);
    requests = List.copyOf(requests);
  }

  /** Of a job that begins. */
  public static RoundMemory none(long now) {
    return new RoundMemory(
        Optional.empty(), 0, new UsedFiles(), List.of(), now, List.of(), Optional.empty());
  }

  /** What earlier versions kept, as JSON. */
  public static RoundMemory ofText(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      List<String> requests = new ArrayList<>();
      node.path("requests").forEach(id -> requests.add(id.asText()));
      return new RoundMemory(
          text(node, "manifest").map(RoundManifest::parse),
          0,
          UsedFiles.parse(node.path("used").asText("{}")),
          List.of(),
          node.path("lastRoundMillis").asLong(),
          requests,
          text(node, "request"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the state of the rounds cannot be read", e);
    }
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }
}
