package io.clipstream.dashboard.review;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.ControlLogs;
import io.clipstream.dashboard.store.Forgetting;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.UnprocessableContentResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What waits for people, and what they say of it. */
public final class ReviewFeature implements Feature {
  private final IndexDatabase index;
  private final ReviewSettings settings;
  private final String imagesTopic;
  private final List<TopicReader> readers;
  private final Leases leases;
  private final Items items;
  private final Claims claims;
  private final ReviewDesk desk;
  private final Lately<Waiting.Everything> waiting;

  /**
   * @param directory holds the name by which this dashboard writes
   */
  public ReviewFeature(
      KafkaAccess kafka,
      IndexDatabase index,
      ControlLogs control,
      Path directory,
      ReviewSettings settings) {
    this.index = index;
    this.settings = settings;
    this.imagesTopic = kafka.name(Topic.IMAGES);
    this.leases = new Leases(settings.lease(), System::currentTimeMillis);
    LabelRules rules = new LabelRules();
    this.items = new Items(settings, rules);
    this.claims = new Claims(index, imagesTopic, rules, leases);
    ReviewLog log = new ReviewLog(kafka, index, WriterName.in(directory));
    ReadBack readBack = new ReadBack();
    this.readers =
        ReviewReaders.of(
            kafka,
            items,
            rules,
            control,
            id -> {
              log.wasRead(id);
              leases.wasRead(id);
              readBack.read(id);
            });
    this.waiting =
        new Lately<>(() -> index.jdbi().withHandle(Waiting::everything), System::nanoTime);
    this.desk = new ReviewDesk(kafka, index, control, log, readBack);
  }

  @Override
  public List<TopicReader> readers() {
    return readers;
  }

  @Override
  public List<Forgetting> forgetting() {
    return List.of(new ReviewRetention());
  }

  /** How many pictures wait for anybody. */
  public long waiting() {
    return waiting.get().count();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/review/counts", "How much waits, by queue, set and label.", this::counts)
            .query("reviewer", "string", "For whom, as long as nobody logs in."),
        Route.get(
            "/api/review/agreement",
            "How often two reviewers of one picture agreed, by label and reviewer.",
            this::agreement),
        Route.change(
            Route.Method.POST,
            "/api/review/claims",
            "The next pictures, kept for a session: session, reviewer, hold, skip, want, queue,"
                + " labelSet, label.",
            this::claim),
        Route.change(
            Route.Method.POST,
            "/api/reviews",
            "A review: id, session, reviewer, of, decision, labels, removed, caption.",
            this::decide),
        Route.change(
                Route.Method.POST,
                "/api/reviews/{id}/undo",
                "Takes a review back: id of the undo, reviewer.",
                this::undo)
            .path("id", "string", "Id of the review."),
        Route.get(
                "/api/images/{key}/reviews",
                "All reviews of a picture, newest first.",
                this::ofImage)
            .path("key", "string", "The field imageKey of a result."));
  }

  private void counts(Context context) {
    String reviewer = Sent.reviewer(context, Asked.text(context, "reviewer"));
    Json.answer(
        context,
        Map.of(
            "counts", waiting.get().of(reviewer),
            "reviewer", reviewer,
            "mayChooseName", Sent.mayChooseName(context)));
  }

  private void agreement(Context context) {
    Json.answer(
        context, index.jdbi().withHandle(handle -> Agreement.of(handle, settings.second())));
  }

  private void claim(Context context) {
    Sent.Claim claim = Sent.claim(context);
    String reviewer = Sent.reviewer(context, claim.reviewer());
    Json.answer(context, Map.of("tasks", claims.claim(claim, reviewer)));
  }

  private void decide(Context context) throws InterruptedException {
    Sent.Review sent = Sent.review(context);
    ReviewDesk.Said said = sent.said(Sent.reviewer(context, sent.reviewer()));
    if (isKnown(said.id())) {
      Json.answer(context, Decided.before(said.id()));
      return;
    }
    Result result =
        index
            .jdbi()
            .withHandle(handle -> ResultRows.of(handle, imagesTopic, sent.of()))
            .orElseThrow(
                () -> new NotFoundResponse("this result is not in the index; load the page again"));
    checkLabels(result, said.labels());
    checkLabels(result, said.removed());
    Json.answer(context, decide(result, sent.session(), said));
  }

  private boolean isKnown(String id) {
    return index.jdbi().withHandle(handle -> Reviews.isKnown(handle, id));
  }

  private void checkLabels(Result result, List<String> labels) {
    claims.strange(result, labels).stream()
        .findFirst()
        .ifPresent(
            label -> {
              throw new BadRequestResponse(
                  "'%s' is no label of set '%s' revision %d"
                      .formatted(label, result.labelSet(), result.revision()));
            });
  }

  private Decided decide(Result result, String session, ReviewDesk.Said said)
      throws InterruptedException {
    String item = Waiting.Item.name(result.image(), result.labelSet());
    if (!leases.decide(item, session, said.id())) {
      throw new ConflictResponse("another reviewer has this picture, or has just decided");
    }
    boolean isDone = false;
    try {
      Optional<String> objection =
          index.jdbi().withHandle(handle -> items.objection(handle, result, said.reviewer()));
      if (objection.isPresent()) {
        return ifKnown(said.id(), objection.get());
      }
      Decided decided = desk.decide(result, said);
      isDone = true;
      return decided;
    } catch (ReviewDesk.CannotTeach e) {
      throw new UnprocessableContentResponse(
          "the caption cannot be learnt from: " + e.getMessage());
    } catch (ResourceException e) {
      throw new ServiceUnavailableResponse(e.getMessage());
    } finally {
      if (!isDone) {
        leases.giveBack(item, session, said.id());
      }
    }
  }

  /** What stands in the way may be the review itself, read a moment ago. */
  private Decided ifKnown(String id, String objection) {
    if (isKnown(id)) {
      return Decided.before(id);
    }
    throw new ConflictResponse(objection);
  }

  private void undo(Context context) throws InterruptedException {
    Sent.Undo undo = Sent.undo(context);
    if (isKnown(undo.id())) {
      Json.answer(context, Decided.before(undo.id()));
      return;
    }
    Review review =
        desk.review(context.pathParam("id"))
            .orElseThrow(
                () -> new NotFoundResponse("no review of this id was read; try again in a moment"));
    if (review.undone()) {
      throw new ConflictResponse("this review was taken back already");
    }
    try {
      Json.answer(context, desk.undo(undo.id(), Sent.reviewer(context, undo.reviewer()), review));
    } catch (ResourceException e) {
      throw new ServiceUnavailableResponse(e.getMessage());
    }
  }

  private void ofImage(Context context) {
    String key = context.pathParam("key");
    Json.answer(
        context,
        Map.of("reviews", index.jdbi().withHandle(handle -> Reviews.ofImage(handle, key))));
  }

  @Override
  public void close() {
    desk.close();
  }
}
