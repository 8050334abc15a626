package io.clipstream.dashboard.deadletters;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.pictures.Pictures;
import io.clipstream.dashboard.pictures.RecordFetcher;
import io.clipstream.dashboard.pictures.Shown;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.dashboard.store.ResultSearch.Cursor;
import io.clipstream.schemas.Topic;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was refused, and its way back. */
public final class DeadLettersFeature implements Feature {
  /** The topics whose records jobs may refuse. */
  public static final List<Topic> INPUTS =
      List.of(Topic.IMAGES, Topic.LABEL_SETS, Topic.CHECKPOINTS, Topic.CAPTIONS, Topic.ROUNDS);

  private static final int PAGE = 50;
  private static final int MOST = 200;
  private static final int SIDE = 960;
  private static final int AT_ONCE = 2;

  private final Map<String, String> inputs;
  private final RecordFetcher records;
  private final LetterSearch search;
  private final LetterReplay replay;
  private final LetterPictures pictures;

  public DeadLettersFeature(KafkaAccess kafka, IndexDatabase index) {
    this.inputs =
        INPUTS.stream().map(kafka::name).collect(Collectors.toMap(Topic::deadLetter, name -> name));
    this.records = new RecordFetcher(kafka, AT_ONCE);
    this.search = new LetterSearch(index.jdbi());
    this.replay = new LetterReplay(kafka, records, inputs);
    this.pictures = new LetterPictures(kafka, records, new Pictures(kafka, records, AT_ONCE));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/dead-letters", "Records that jobs refused, newest first.", this::find)
            .query("topic", "string", "The dead-letter topic.")
            .query("reason", "string", "The reason, as the answer lists them.")
            .query("from", "integer", "Refused at or after, milliseconds since 1970.")
            .query("to", "integer", "Refused before, milliseconds since 1970.")
            .query("before", "string", "What 'next' of the page before said.")
            .query("limit", "integer", "Dead letters at most, 1 to 200; 50 by default."),
        Route.get(
                "/api/dead-letters/pictures/{topic}/{partition}/{offset}",
                "The picture of a dead letter, scaled.",
                this::picture)
            .path("topic", "string", "The dead-letter topic.")
            .path("partition", "integer", "Partition of the dead letter.")
            .path("offset", "integer", "Offset of the dead letter.")
            .query("side", "integer", "Pixels of the longer side, 960 at most.")
            .answers("image/jpeg"),
        Route.change(
                Route.Method.POST,
                "/api/dead-letters/replays",
                "Puts dead letters back as they came: a list of topic, partition and offset of"
                    + " each, 200 at most.",
                this::replay)
            .needs(Role.ADMIN));
  }

  private void find(Context context) {
    LetterFilter filter =
        new LetterFilter(
            Asked.text(context, "topic"),
            Asked.text(context, "reason"),
            Asked.time(context, "from"),
            Asked.time(context, "to"));
    LetterSearch.Page page =
        search.find(
            filter,
            Cursor.parse(Asked.text(context, "before")),
            Asked.number(context, "limit", PAGE, 1, MOST));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("letters", page.letters().stream().map(this::letter).toList());
    answer.put("next", page.next().map(Cursor::toString).orElse(null));
    answer.put("count", search.count(filter));
    answer.put("topics", search.topics());
    answer.put("reasons", search.reasons());
    Json.answer(context, answer);
  }

  private Map<String, Object> letter(LetterSearch.Found found) {
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("place", found.place());
    letter.put("at", found.at());
    letter.put("key", found.key());
    letter.put("imageKey", found.imageKey());
    letter.put("origin", found.origin());
    letter.put("stage", found.stage());
    letter.put("reason", found.reason());
    letter.put("message", found.message());
    letter.put("taggedSince", found.taggedSince());
    letter.put("replayedAt", replay.at(found.place()).orElse(null));
    letter.put("isPicture", pictures.isOfPictures(found.place()));
    return letter;
  }

  private void picture(Context context) throws InterruptedException {
    String topic = context.pathParam("topic");
    if (!inputs.containsKey(topic)) {
      throw new NotFoundResponse("this is no dead-letter topic of ours");
    }
    Place place =
        new Place(
            topic,
            (int) Math.min(Asked.part(context, "partition"), Integer.MAX_VALUE),
            Asked.part(context, "offset"));
    Shown shown = pictures.show(place, Asked.number(context, "side", 320, 1, SIDE));
    context.contentType("image/jpeg").result(shown.orElseThrow(NotFoundResponse::new));
  }

  private void replay(Context context) throws InterruptedException {
    List<Place> letters = List.of(Json.body(context, Place[].class));
    if (letters.isEmpty() || letters.size() > MOST) {
      throw new BadRequestResponse(
          "the body names " + letters.size() + " dead letters, expected 1 to " + MOST);
    }
    List<LetterReplay.Outcome> outcomes = replay.run(letters);
    long back = outcomes.stream().filter(outcome -> outcome.problem().isEmpty()).count();
    Audited.what(context, "put " + back + " of " + outcomes.size() + " dead letters back");
    Json.answer(context, Map.of("replayed", back, "outcomes", outcomes));
  }

  @Override
  public void close() {
    records.close();
  }
}
