package io.clipstream.dashboard.deadletters;

import io.clipstream.control.RefusedRecord;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.RawRecords;
import io.clipstream.dashboard.pictures.RecordFetcher;
import io.clipstream.dashboard.store.Result.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Puts dead letters back to the topics that they came from, by the rule of the command line. */
final class LetterReplay {
  private static final int REMEMBERED = 10_000;

  private final KafkaAccess kafka;
  private final RecordFetcher records;
  private final Map<String, String> inputs;
  private final Map<Place, Long> done =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param inputs the topic of each dead-letter topic
   */
  LetterReplay(KafkaAccess kafka, RecordFetcher records, Map<String, String> inputs) {
    this.kafka = kafka;
    this.records = records;
    this.inputs = Map.copyOf(inputs);
  }

  /**
   * What became of a dead letter.
   *
   * @param problem why it was not put back, empty if it was
   */
  record Outcome(Place place, String problem) {}

  /** A record on its way back, or why there is none. */
  private record Sent(Place place, Future<RecordMetadata> answer, String problem) {}

  /** Puts each back once more, whether it was before or not. */
  List<Outcome> run(List<Place> letters) throws InterruptedException {
    List<Sent> sent = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      for (Place letter : letters) {
        sent.add(send(producer, letter));
      }
      for (Sent each : sent) {
        outcomes.add(outcome(each));
      }
    }
    return outcomes;
  }

  private Sent send(Producer<byte[], byte[]> producer, Place place) throws InterruptedException {
    String input = inputs.get(place.topic());
    if (input == null) {
      return new Sent(place, null, "this topic is no dead-letter topic of ours");
    }
    try {
      Optional<ConsumerRecord<byte[], byte[]>> record = records.fetch(place);
      if (record.isEmpty()) {
        return new Sent(place, null, "Kafka no longer keeps this dead letter");
      }
      RefusedRecord letter = new RefusedRecord(RawRecords.of(record.get()));
      Optional<String> obstacle = letter.obstacle(input);
      return obstacle.isPresent()
          ? new Sent(place, null, obstacle.get())
          : new Sent(place, producer.send(back(letter, input)), "");
    } catch (KafkaException e) {
      return new Sent(place, null, words(e));
    }
  }

  /** The record as it came. Kafka places it by its key, and it gets its own time. */
  private static ProducerRecord<byte[], byte[]> back(RefusedRecord letter, String input) {
    ProducerRecord<byte[], byte[]> back =
        new ProducerRecord<>(input, letter.record().key(), letter.record().value());
    letter.headers().forEach(header -> back.headers().add(header.name(), header.value()));
    return back;
  }

  private Outcome outcome(Sent sent) throws InterruptedException {
    if (sent.answer() == null) {
      return new Outcome(sent.place(), sent.problem());
    }
    try {
      sent.answer().get();
      synchronized (done) {
        done.put(sent.place(), System.currentTimeMillis());
      }
      return new Outcome(sent.place(), "");
    } catch (ExecutionException e) {
      return new Outcome(sent.place(), words(e.getCause()));
    }
  }

  private String words(Throwable e) {
    return "Kafka at " + kafka.address() + " did not answer: " + e.getMessage();
  }

  /** When a dead letter was put back since this server started, milliseconds since 1970. */
  Optional<Long> at(Place letter) {
    synchronized (done) {
      return Optional.ofNullable(done.get(letter));
    }
  }
}
