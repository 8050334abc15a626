package io.clipstream.dashboard.stream;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.live.LiveStream;
import io.clipstream.dashboard.state.Rates;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.ResultSearch;
import io.clipstream.dashboard.store.ResultSearch.Facet;
import io.clipstream.dashboard.store.Results;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Results as they come and as they were. */
public final class StreamFeature implements Feature {
  private static final int PAGE = 48;
  private static final int MOST = 200;
  private static final int CHOICES = 200;
  private static final long LIVE_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final String topic;
  private final AvroCodec<TagEvent> codec;
  private final ResultSearch search;
  private final LiveStream live;
  private final Rates rates;
  private final EventStream events;

  /**
   * @param state what is sent to everybody who looks on, beside the results
   */
  public StreamFeature(
      KafkaAccess kafka,
      IndexDatabase index,
      LiveStream live,
      Rates rates,
      Supplier<Object> state) {
    this.topic = kafka.name(Topic.TAGS);
    this.codec = kafka.codec(TagEvent.class, Topic.TAGS);
    this.search = new ResultSearch(index.jdbi(), topic);
    this.live = live;
    this.rates = rates;
    this.events = new EventStream(live, state);
  }

  @Override
  public List<TopicReader> readers() {
    return List.of(new TagReader());
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Asked.describe(
                Route.get(
                    "/api/stream",
                    "Server-sent events: result, counts, state; sampled, the counts exact.",
                    events::serve))
            .query("results", "string", "'none' for the state alone.")
            .answers("text/event-stream"),
        Asked.describe(
                Route.get(
                    "/api/results",
                    "Results of a filter, newest first. Where few have all of it, there may be fewer"
                        + " than asked for, even none: go on at 'next' until it is null.",
                    this::find))
            .query("before", "string", "What 'next' of the page before said.")
            .query("limit", "integer", "Results at most, 1 to 200; 48 by default."),
        Route.get("/api/images/{key}", "Every result of a picture.", this::image)
            .path("key", "string", "The field imageKey of a result."),
        Route.get("/api/choices", "Labels, sources, sets and checkpoints of late.", this::choices));
  }

  private void find(Context context) {
    String before = Asked.text(context, "before");
    ResultSearch.Page page =
        search.look(
            Asked.filter(context),
            ResultSearch.Cursor.parse(before),
            Asked.number(context, "limit", PAGE, 1, MOST));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("results", page.results());
    answer.put("next", page.next().map(Object::toString).orElse(null));
    Json.answer(context, answer);
  }

  private void image(Context context) {
    List<Result> results = search.ofImage(context.pathParam("key"), MOST);
    if (results.isEmpty()) {
      throw new NotFoundResponse(
          "no picture of this key is in the index; it may be older than what the index keeps");
    }
    Json.answer(context, Map.of("imageId", results.get(0).imageId(), "results", results));
  }

  private void choices(Context context) {
    Map<String, List<String>> choices = new LinkedHashMap<>();
    choices.put("label", search.recent(Facet.LABEL, CHOICES));
    choices.put("source", search.recent(Facet.SOURCE, CHOICES));
    choices.put("set", search.recent(Facet.LABEL_SET, CHOICES));
    choices.put("checkpoint", search.recent(Facet.CHECKPOINT, CHOICES));
    Json.answer(context, choices);
  }

  @Override
  public void close() {
    events.close();
  }

  private final class TagReader implements TopicReader {
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
      TagEvent event = codec.decode(record.value()).orElseThrow(why -> batch.refusal(record, why));
      Result.Place place = new Result.Place(topic, record.partition(), record.offset());
      Optional<Result> added = Results.add(batch.handle(), Results.of(event, place));
      added.ifPresent(result -> batch.afterCommit(() -> show(result)));
    }

    /** What is read long after it was tagged is history, and found by the search. */
    private void show(Result result) {
      rates.add(result);
      if (result.taggedAt() > System.currentTimeMillis() - LIVE_MILLIS) {
        live.publish(result);
      }
    }
  }
}
