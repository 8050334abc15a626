package io.clipstream.dashboard.labels;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.pictures.RecordFetcher;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.ResultFilter;
import io.clipstream.dashboard.store.ResultSearch;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.PreviewSample;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The pictures that drafts are tried on: the newest ones, each once. */
final class PreviewSamples implements AutoCloseable {
  private final ResultSearch search;
  private final RecordFetcher records;
  private final AvroCodec<TagEvent> codec;

  PreviewSamples(KafkaAccess kafka, ResultSearch search) {
    this.search = search;
    this.records = new RecordFetcher(kafka, 1);
    this.codec = kafka.codec(TagEvent.class, Topic.TAGS);
  }

  /** The newest pictures of a label set, or of any if there are none of it. */
  List<Result> newest(String labelSet, int most) {
    List<Result> own = distinct(RecentScores.filter(labelSet, ""), most);
    return own.isEmpty() ? distinct(RecentScores.filter("", ""), most) : own;
  }

  /** A picture may have several results, of which the newest comes first. */
  private List<Result> distinct(ResultFilter filter, int most) {
    Set<Result.Place> seen = new HashSet<>();
    return search.find(filter, Optional.empty(), 2 * most).results().stream()
        .filter(result -> seen.add(result.image()))
        .limit(most)
        .toList();
  }

  /** As the job takes them, with the embeddings that tag events carry, if the first one does. */
  List<PreviewSample> of(List<Result> results) throws InterruptedException {
    List<PreviewSample> samples = new ArrayList<>();
    boolean isCarried = true;
    for (Result result : results) {
      Result.Place image = result.image();
      PreviewSample sample =
          new PreviewSample(
              new Origin(image.topic(), image.partition(), image.offset(), null), null, null);
      if (isCarried) {
        Optional<TagEvent> event = event(result.tag());
        event.ifPresent(
            found -> {
              sample.setEmbedding(found.getEmbedding());
              sample.setEmbeddingSpaceId(found.getEmbeddingSpaceId());
            });
        isCarried = event.map(found -> found.getEmbedding() != null).orElse(false);
      }
      samples.add(sample);
    }
    return samples;
  }

  private Optional<TagEvent> event(Result.Place tag) throws InterruptedException {
    return records
        .fetch(tag)
        .map(record -> codec.decode(record.value()))
        .flatMap(
            decoded ->
                decoded instanceof Decoding.Ok<TagEvent> ok
                    ? Optional.of(ok.value())
                    : Optional.empty());
  }

  @Override
  public void close() {
    records.close();
  }
}
