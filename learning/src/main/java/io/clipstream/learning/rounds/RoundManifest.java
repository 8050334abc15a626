package io.clipstream.learning.rounds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.schemas.Digests;
import io.clipstream.schemas.ResourceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a round's outcome follows from, besides settings and the files themselves: fixed before
 * the round begins, so that a repeat after a failure trains the same again.
 *
 * @param roundId names the round and the checkpoint that comes out of it
 * @param parentId the checkpoint that it starts from
 * @param parent directory of that checkpoint
 * @param parentSha256 identity of that checkpoint, see {@link
 *     io.clipstream.model.checkpoint.Integrity#verify}; not verified if empty
 * @param seed of every random choice
 * @param reason why the round was begun, in one line
 * @param newFiles files of the store with pairs to learn from that no round has seen
 * @param oldFiles files that earlier rounds have seen; a sample is trained on again
 * @param heldOutNew held-out files that no round has seen
 * @param heldOutOld held-out files of earlier rounds
 */
public record RoundManifest(
    String roundId,
    String parentId,
    String parent,
    String parentSha256,
    long seed,
    String reason,
    List<StoredFile> newFiles,
    List<StoredFile> oldFiles,
    List<StoredFile> heldOutNew,
    List<StoredFile> heldOutOld) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final int ID_DIGITS = 12;

  public RoundManifest {
    newFiles = List.copyOf(newFiles);
    oldFiles = List.copyOf(oldFiles);
    heldOutNew = List.copyOf(heldOutNew);
    heldOutOld = List.copyOf(heldOutOld);
  }

  /**
   * The id of a round by what it learns from: the same parent and new files give the same id, so
   * that a round cannot be announced twice under two names.
   *
   * @param model begins the id
   */
  public static String id(String model, String parentId, List<StoredFile> newFiles) {
    MessageDigest digest = Digests.sha256();
    digest.update((model + "\n" + parentId + "\n").getBytes(StandardCharsets.UTF_8));
    for (StoredFile file : newFiles) {
      digest.update((file.path() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return model + "-" + HexFormat.of().formatHex(digest.digest()).substring(0, ID_DIGITS);
  }

  /** All files of the store that the round reads, but retractions. */
  List<StoredFile> files() {
    return Stream.of(newFiles, oldFiles, heldOutNew, heldOutOld).flatMap(List::stream).toList();
  }

  /** As text, for state; {@link #parse} reads it. */
  public String encoded() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write manifest " + roundId, e);
    }
  }

  /**
   * @throws ResourceException if {@code encoded} is not what {@link #encoded} writes
   */
  public static RoundManifest parse(String encoded) {
    try {
      return JSON.readValue(encoded, RoundManifest.class);
    } catch (JsonProcessingException e) {
      throw new ResourceException(
          "a round's manifest cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}
