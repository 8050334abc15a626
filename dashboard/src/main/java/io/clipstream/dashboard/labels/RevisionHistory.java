package io.clipstream.dashboard.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.control.ControlCodecs;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.LabelSetRevisions;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;

/**
 * The revisions that came into force, the newest of each set, kept in the index: a refused one is
 * none. The topic is read from its beginning at every start, which is what tells refused ones.
 */
final class RevisionHistory implements TopicReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST = 200;

  private final KafkaAccess kafka;
  private final IndexDatabase index;
  private LabelSetRevisions revisions;

  RevisionHistory(KafkaAccess kafka, IndexDatabase index) {
    this.kafka = kafka;
    this.index = index;
    reset();
  }

  @Override
  public String topic() {
    return kafka.name(Topic.LABEL_SETS);
  }

  @Override
  public Keeping keeping() {
    return Keeping.MEMORY;
  }

  @Override
  public void reset() {
    revisions = new LabelSetRevisions(ControlCodecs.of(kafka.format()));
  }

  @Override
  public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    if (revisions.apply(LabelSetTopic.raw(record)).isChange() && !isThere(batch, record)) {
      String id = new String(record.key(), StandardCharsets.UTF_8);
      if (record.offset() > oldest(batch.handle(), id)) {
        add(batch.handle(), record, id, revisions.find(id));
        forgetOld(batch.handle(), id);
      }
    }
  }

  /**
   * Where the oldest revision of a set lies that is kept, if there are as many; else before all.
   */
  private static long oldest(Handle handle, String id) {
    return handle
        .createQuery(
            "select record_offset from label_revision where set_key = ?"
                + " order by record_offset desc limit 1 offset ?")
        .bind(0, Term.hash(id))
        .bind(1, MOST - 1)
        .mapTo(Long.class)
        .findOne()
        .orElse(-1L);
  }

  private static void forgetOld(Handle handle, String id) {
    handle.execute(
        "delete from label_revision where set_key = ? and record_offset < ?",
        Term.hash(id),
        oldest(handle, id));
  }

  private static boolean isThere(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    return batch
        .handle()
        .createQuery("select 1 from label_revision where record_offset = ?")
        .bind(0, record.offset())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static void add(
      Handle handle,
      ConsumerRecord<byte[], byte[]> record,
      String id,
      Optional<LabelSetInForce> now) {
    handle
        .createUpdate(
            "insert into label_revision (record_offset, set_key, revision, published_at,"
                + " published_by, labels, content) values (:offset, :key, :revision, :at, :by,"
                + " :labels, :content)")
        .bind("offset", record.offset())
        .bind("key", Term.hash(id))
        .bind("revision", now.map(set -> set.set().getRevision()).orElse(null))
        .bind("at", record.timestamp())
        .bind("by", now.map(set -> Term.of(set.set().getUpdatedBy())).orElse(null))
        .bind("labels", now.map(set -> set.set().getLabels().size()).orElse(0))
        .bind("content", now.map(set -> Term.storable(text(set))).orElse(null))
        .execute();
  }

  private static String text(LabelSetInForce set) {
    return new String(Json.bytes(LabelSetJson.of(set.set())), StandardCharsets.UTF_8);
  }

  /** The revisions of a set, newest first; one without a number is a deletion. */
  List<Map<String, Object>> of(String id) {
    return index
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select revision, published_at, published_by, labels from label_revision"
                            + " where set_key = :key order by record_offset desc limit :most")
                    .bind("key", Term.hash(id))
                    .bind("most", MOST)
                    .map(
                        (row, context) -> {
                          Map<String, Object> shown = new LinkedHashMap<>();
                          shown.put("revision", row.getObject(1));
                          shown.put("publishedAt", row.getLong(2));
                          shown.put("publishedBy", row.getString(3));
                          shown.put("labels", row.getInt(4));
                          return shown;
                        })
                    .list());
  }

  /** A revision as {@link LabelSetJson} writes it. */
  Optional<JsonNode> find(String id, long revision) {
    return index
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select content from label_revision where set_key = :key"
                            + " and revision = :revision order by record_offset desc limit 1")
                    .bind("key", Term.hash(id))
                    .bind("revision", revision)
                    .map((row, context) -> row.getString(1))
                    .findOne())
        .map(RevisionHistory::parsed);
  }

  /** When a revision was published, milliseconds since 1970. */
  Optional<Long> publishedAt(String id, long revision) {
    return index
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select published_at from label_revision where set_key = :key"
                            + " and revision = :revision order by record_offset desc limit 1")
                    .bind("key", Term.hash(id))
                    .bind("revision", revision)
                    .mapTo(Long.class)
                    .findOne());
  }

  private static JsonNode parsed(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the index holds a label set that is no JSON", e);
    }
  }
}
