package io.clipstream.dashboard.review;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.ControlLogs;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Results;
import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the review queue is made of. They come after the readers of results and of the control logs,
 * in whose wake they look.
 */
final class ReviewReaders {
  /** A revision's newest results, if they were read before its thresholds. */
  private static final int LOOKED_AT_AGAIN = 20_000;

  private ReviewReaders() {}

  /**
   * @param wasRead is told the id of a review once the index has it
   */
  static List<TopicReader> of(
      KafkaAccess kafka,
      Items items,
      LabelRules rules,
      ControlLogs control,
      Consumer<String> wasRead) {
    return List.of(
        new Tags(kafka, items),
        new Rules(kafka, items, rules, control),
        new Decisions(kafka, items, wasRead));
  }

  private static final class Tags implements TopicReader {
    private final String topic;
    private final AvroCodec<TagEvent> codec;
    private final Items items;

    Tags(KafkaAccess kafka, Items items) {
      this.topic = kafka.name(Topic.TAGS);
      this.codec = kafka.codec(TagEvent.class, Topic.TAGS);
      this.items = items;
    }

    @Override
    public String topic() {
      return topic;
    }

    @Override
    public Keeping keeping() {
      return Keeping.INDEX;
    }

    @Override
    public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
      if (codec.decode(record.value()) instanceof Decoding.Ok<TagEvent> ok) {
        Result.Place place = new Result.Place(topic, record.partition(), record.offset());
        items.consider(batch.handle(), Results.of(ok.value(), place));
      }
    }
  }

  private static final class Rules implements TopicReader {
    private final String topic;
    private final Items items;
    private final LabelRules rules;
    private final ControlLogs control;

    Rules(KafkaAccess kafka, Items items, LabelRules rules, ControlLogs control) {
      this.topic = kafka.name(Topic.LABEL_SETS);
      this.items = items;
      this.rules = rules;
      this.control = control;
    }

    @Override
    public String topic() {
      return topic;
    }

    @Override
    public Keeping keeping() {
      return Keeping.MEMORY;
    }

    @Override
    public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
      LabelSetInForce now =
          record.key() == null
              ? null
              : control.labelSets().get(new String(record.key(), StandardCharsets.UTF_8));
      if (now != null && rules.add(batch.handle(), now.set())) {
        String id = Term.of(now.set().getId());
        ResultRows.of(batch.handle(), id, now.set().getRevision(), LOOKED_AT_AGAIN)
            .forEach(result -> items.consider(batch.handle(), result));
      }
    }

    @Override
    public void reset() {
      rules.forget();
    }
  }

  private static final class Decisions implements TopicReader {
    private final String topic;
    private final AvroCodec<ReviewDecision> codec;
    private final Items items;
    private final Consumer<String> wasRead;

    Decisions(KafkaAccess kafka, Items items, Consumer<String> wasRead) {
      this.items = items;
      this.topic = kafka.name(Topic.REVIEWS);
      this.codec = kafka.codec(ReviewDecision.class, Topic.REVIEWS);
      this.wasRead = wasRead;
    }

    @Override
    public String topic() {
      return topic;
    }

    @Override
    public Keeping keeping() {
      return Keeping.INDEX;
    }

    @Override
    public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
      Decoding<ReviewDecision> decoded = codec.decode(record.value());
      if (decoded instanceof Decoding.Failed<ReviewDecision> failed) {
        batch.refuse(record, failed.message());
      } else if (decoded instanceof Decoding.Ok<ReviewDecision> ok) {
        if (Reviews.add(batch.handle(), record, ok.value())) {
          items.settle(batch.handle(), Term.hash(ok.value().getImageId()));
        }
        String id = ok.value().getReviewId();
        if (id != null) {
          batch.afterCommit(() -> wasRead.accept(id));
        }
      }
    }
  }
}
