package io.clipstream.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Images that are sent by ids {@code i0, i1, ...} and what became of each. Equal pictures come
 * again and again, so that a result which bears the name of a generation that did not make it has
 * another score than those that do.
 */
public final class Tally {
  private static final int PICTURES = 7;

  private final TaggingStream stream;
  private final List<String> sent = new ArrayList<>();
  private final List<byte[]> pictures =
      IntStream.range(0, PICTURES).mapToObj(TestPictures::png).toList();
  private final Map<Long, Set<Set<String>>> labels = new HashMap<>();

  public Tally(TaggingStream stream) {
    this.stream = stream;
  }

  /** Publishes a revision of the default label set; another log may have another of that number. */
  public void publish(long revision, String... names) {
    labels.computeIfAbsent(revision, key -> new HashSet<>()).add(Set.of(names));
    stream.publish(revision, List.of(names));
  }

  /** Sends so many more pictures. */
  public void send(int pictures) throws Exception {
    List<Map.Entry<String, byte[]>> events = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      String id = next();
      events.add(Map.entry(id, event(id)));
    }
    stream.send(events);
  }

  /** The id of one more record, which somebody else sends. */
  public String next() {
    String id = "i" + sent.size();
    sent.add(id);
    return id;
  }

  /** The picture of an id. */
  public byte[] event(String id) {
    return TaggingStream.event(id, pictures.get(picture(id)));
  }

  private static int picture(String id) {
    return Integer.parseInt(id.substring(1)) % PICTURES;
  }

  public int sent() {
    return sent.size();
  }

  /** Whether each record has an outcome. */
  public boolean isComplete() {
    return stream.outcomes() >= sent.size();
  }

  /**
   * Fails unless each record has exactly one outcome and each result is what its stamp says.
   *
   * @param what happened, for the line that is printed
   */
  public void requireOneOutcomeEach(String what) {
    print(what);
    // Sorted, for AssertJ compares unordered lists in a time that goes with the square of their
    // length.
    assertThat(outcomes().stream().sorted().toList()).isEqualTo(sent.stream().sorted().toList());
    requireStamps();
  }

  /** The same where outcomes may come again. */
  public void requireAnOutcomeEach(String what) {
    print(what);
    assertThat(Set.copyOf(outcomes())).isEqualTo(new HashSet<>(sent));
    requireStamps();
  }

  private List<String> outcomes() {
    List<String> ids = new ArrayList<>();
    stream.forEachResult(result -> ids.add(result.getImageId()));
    stream.deadLetters().forEach(letter -> ids.add(key(letter)));
    return ids;
  }

  private static String key(ConsumerRecord<byte[], byte[]> letter) {
    return new String(letter.key(), StandardCharsets.UTF_8);
  }

  @SuppressWarnings("SystemOut") // what a reader of the build's log looks for
  private void print(String what) {
    Collection<String> outcomes = outcomes();
    int refused = stream.deadLetters().size();
    System.out.printf(
        "%s: %d images, %d results and %d dead letters, of %d ids, %d doubled%n",
        what,
        sent.size(),
        outcomes.size() - refused,
        refused,
        Set.copyOf(outcomes).size(),
        outcomes.size() - Set.copyOf(outcomes).size());
  }

  private void requireStamps() {
    Map<String, Set<Map<String, Long>>> scores = new LinkedHashMap<>();
    stream.forEachResult(result -> takeStamp(result, scores));
    assertThat(scores).allSatisfy((stamp, found) -> assertThat(found).as(stamp).hasSize(1));
  }

  private void takeStamp(TagEvent result, Map<String, Set<Map<String, Long>>> scores) {
    Map<String, Long> tags =
        result.getTags().stream()
            .collect(Collectors.toMap(Tag::getLabel, tag -> Math.round(tag.getScore() * 1e4)));
    assertThat(labels.get(result.getLabelSetRevision()))
        .as(result.getImageId() + " of revision " + result.getLabelSetRevision())
        .contains(tags.keySet());
    scores
        .computeIfAbsent(
            "picture %d by %s, revision %d of %s"
                .formatted(
                    picture(result.getImageId()),
                    result.getCheckpointId(),
                    result.getLabelSetRevision(),
                    tags.keySet()),
            key -> new HashSet<>())
        .add(tags);
  }
}
