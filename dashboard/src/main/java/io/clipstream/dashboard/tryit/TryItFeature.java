package io.clipstream.dashboard.tryit;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.pictures.Pictures;
import io.clipstream.dashboard.pictures.RecordFetcher;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.dashboard.store.ResultSearch;
import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.Topic;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.jdbi.v3.core.Jdbi;

/** Takes a picture, sends it through Kafka, and tells what came back. */
public final class TryItFeature implements Feature {
  private static final int MOST_BYTES = 16 << 20;
  private static final int SMALLER = 1_600;
  private static final int AT_ONCE = 4;
  private static final int RESULTS = 20;

  private final Jdbi jdbi;
  private final RecordFetcher records;
  private final Pictures pictures;
  private final PictureSender sender;
  private final ResultSearch search;
  private final Semaphore uploads = new Semaphore(AT_ONCE);

  public TryItFeature(KafkaAccess kafka, IndexDatabase index) {
    this.jdbi = index.jdbi();
    this.records = new RecordFetcher(kafka, 1);
    this.pictures = new Pictures(kafka, records, AT_ONCE);
    this.sender = new PictureSender(kafka);
    this.search = new ResultSearch(index.jdbi(), kafka.name(Topic.TAGS));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.change(
            Route.Method.POST,
            "/api/tries",
            "Sends the picture in the body, 16 MB at most, to the images topic.",
            this::send),
        Route.get(
                "/api/tries/{key}",
                "What became of a picture: its results, and why it was refused.",
                this::find)
            .path("key", "string", "The field key of what sending it answered."));
  }

  private void send(Context context) throws IOException, InterruptedException {
    if (!uploads.tryAcquire()) {
      throw new ServiceUnavailableResponse("others send pictures just now; try again in a moment");
    }
    try {
      byte[] picture = Upload.read(context, MOST_BYTES);
      byte[] smaller = pictures.scaled(picture, SMALLER).orElseThrow(BadRequestResponse::new);
      Json.answer(context, sent(picture, smaller));
    } finally {
      uploads.release();
    }
  }

  private Map<String, Object> sent(byte[] picture, byte[] smaller) throws InterruptedException {
    String id = "try-" + UUID.randomUUID();
    try {
      PictureSender.Sent sent = sender.send(id, picture, smaller);
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("imageId", id);
      answer.put("key", Term.hash(id));
      answer.put(
          "place",
          new Place(sent.place().topic(), sent.place().partition(), sent.place().offset()));
      answer.put("isScaled", sent.isScaled());
      return answer;
    } catch (KafkaException e) {
      throw new ServiceUnavailableResponse("Kafka did not take the picture: " + e.getMessage());
    }
  }

  private void find(Context context) {
    String key = context.pathParam("key");
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("results", search.ofImage(key, RESULTS));
    answer.put("refusals", refusals(key));
    Json.answer(context, answer);
  }

  private List<Map<String, Object>> refusals(String key) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select reason, message, refused_at from dead_letter where image_key = :key"
                        + " order by refused_at desc limit :limit")
                .bind("key", key)
                .bind("limit", RESULTS)
                .map(
                    (row, context) -> {
                      Map<String, Object> refusal = new LinkedHashMap<>();
                      refusal.put("reason", row.getString(1));
                      refusal.put("message", row.getString(2));
                      refusal.put("at", row.getLong(3));
                      return refusal;
                    })
                .list());
  }

  @Override
  public void close() {
    records.close();
  }
}
