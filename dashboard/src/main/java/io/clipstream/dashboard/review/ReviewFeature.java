package io.clipstream.dashboard.review;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.review.Waiting.Item;
import io.clipstream.dashboard.state.ControlLogs;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.ResourceException;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.UnprocessableContentResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** What waits for people, and what they say of it. */
public final class ReviewFeature implements Feature {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{8,80}");
  private static final int MOST = 20;
  private static final int MOST_LABELS = 50;
  private static final int CHOICES = 9;

  /** Name of whoever sits at this machine, as long as nobody logs in. */
  private static final String LOCAL = "local";

  private final IndexDatabase index;
  private final List<TopicReader> readers;
  private final Leases leases;
  private final ReviewDesk desk;

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
    this.leases = new Leases(settings.lease(), System::currentTimeMillis);
    ReviewLog log = new ReviewLog(kafka, index, WriterName.in(directory));
    ReadBack readBack = new ReadBack();
    this.readers =
        ReviewReaders.of(
            kafka,
            settings,
            control,
            id -> {
              log.wasRead(id);
              readBack.read(id);
            });
    this.desk = new ReviewDesk(kafka, index, control, log, readBack);
  }

  @Override
  public List<TopicReader> readers() {
    return readers;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/review/counts", "How much waits, by queue, set and label.", this::counts),
        Route.change(
            Route.Method.POST,
            "/api/review/claims",
            "The next pictures, kept for a session: session, hold, want, queue, labelSet, label.",
            this::claim),
        Route.change(
            Route.Method.POST,
            "/api/reviews",
            "A review: id, session, reviewer, result, decision, labels, removed, caption.",
            this::decide),
        Route.change(
            Route.Method.POST,
            "/api/reviews/{id}/undo",
            "Takes a review back: id of the undo, reviewer.",
            this::undo)
            .path("id", "string", "Id of the review."),
        Route.get("/api/images/{key}/reviews", "All reviews of a picture, newest first.", this::ofImage)
            .path("key", "string", "The field imageKey of a result."));
  }

  private void counts(Context context) {
    Json.answer(context, index.jdbi().withHandle(Waiting::counts));
  }

  /**
   * What a session asks for.
   *
   * @param hold numbers of the results that it still has before it
   * @param want how many it wants before it, those held included
   */
  record Claim(
      String session, List<Long> hold, int want, String queue, String labelSet, String label) {
    Claim {
      hold = hold == null ? List.of() : List.copyOf(hold);
    }
  }

  /** A label to pick, with its score where the result has one. */
  record Choice(String label, Float score, Float threshold, String action, boolean applied) {}

  /** A picture as it is put before a reviewer. */
  record Task(Result result, String queue, String why, List<Choice> choices) {}

  private void claim(Context context) {
    Claim claim = Json.body(context, Claim.class);
    checkId("session", claim.session());
    int want = Math.max(1, Math.min(MOST, claim.want()));
    Waiting.Filter filter =
        new Waiting.Filter(text(claim.queue()), text(claim.labelSet()), text(claim.label()));
    List<Task> tasks = index.jdbi().withHandle(handle -> tasks(handle, claim, filter, want));
    Json.answer(context, Map.of("tasks", tasks));
  }

  private List<Task> tasks(
      Handle handle, Claim claim, Waiting.Filter filter, int want) {
    List<Item> mine = new ArrayList<>();
    List<Item> open = Waiting.next(handle, filter, want + claim.hold().size() + leases.size());
    open.stream()
        .filter(item -> claim.hold().contains(item.resultId()))
        .filter(item -> leases.take(item.lease(), claim.session()))
        .forEach(mine::add);
    for (Item item : open) {
      if (mine.size() >= want) {
        break;
      }
      if (!mine.contains(item) && leases.take(item.lease(), claim.session())) {
        mine.add(item);
      }
    }
    leases.keepOnly(claim.session(), mine.stream().map(Item::lease).toList());
    return mine.stream().flatMap(item -> task(handle, item).stream()).toList();
  }

  private static Optional<Task> task(Handle handle, Item item) {
    return Waiting.result(handle, item.resultId())
        .map(
            result ->
                new Task(
                    result,
                    item.asking().queue().name(),
                    item.asking().words(),
                    choices(handle, result)));
  }

  /** The tags, and then labels of the set that were not near: as many as there are number keys. */
  private static List<Choice> choices(Handle handle, Result result) {
    Map<String, Float> thresholds = LabelRules.ofResult(handle, result.id());
    List<Choice> choices = new ArrayList<>();
    for (Result.Tag tag : result.tags()) {
      choices.add(
          new Choice(
              tag.label(),
              tag.score(),
              thresholds.get(tag.label()),
              tag.action(),
              tag.applied()));
    }
    List<String> known = choices.stream().map(Choice::label).toList();
    LabelRules.first(handle, result.labelSet(), result.revision(), CHOICES + known.size()).stream()
        .filter(rule -> !known.contains(rule.label()))
        .map(rule -> new Choice(rule.label(), null, rule.threshold(), rule.action(), false))
        .limit(Math.max(0, CHOICES - known.size()))
        .forEach(choices::add);
    return choices;
  }

  /**
   * A review as it is sent.
   *
   * @param id made by who sends it: sent again, it is not written again
   * @param session that has the picture, null for none
   * @param result number of the result
   */
  record Sent(
      String id,
      String session,
      String reviewer,
      long result,
      String decision,
      List<String> labels,
      List<String> removed,
      String caption) {
    Sent {
      labels = labels == null ? List.of() : labels.stream().distinct().toList();
      removed = removed == null ? List.of() : removed.stream().distinct().toList();
    }
  }

  private void decide(Context context) throws InterruptedException {
    Sent sent = Json.body(context, Sent.class);
    checkId("id", sent.id());
    ReviewDesk.Said said = said(context, sent);
    if (index.jdbi().withHandle(handle -> Reviews.isKnown(handle, sent.id()))) {
      Json.answer(context, new Decided(sent.id(), true, true, List.of(), ""));
      return;
    }
    Result result =
        index
            .jdbi()
            .withHandle(handle -> Waiting.result(handle, sent.result()))
            .orElseThrow(
                () -> new NotFoundResponse("this result is not in the index; load the page again"));
    checkFree(result, sent.session());
    try {
      Json.answer(context, desk.decide(result, said));
    } catch (ReviewDesk.CannotTeach e) {
      throw new UnprocessableContentResponse(
          "a caption cannot be learnt from here: " + e.getMessage());
    } catch (ResourceException e) {
      throw new ServiceUnavailableResponse(e.getMessage());
    }
  }

  /** Another has it before him, or has decided. */
  private void checkFree(Result result, String session) {
    Item item =
        new Item(
            result.id(),
            result.imageKey(),
            result.image(),
            result.labelSet(),
            new Asking(Queue.SAMPLE, "", 0, null));
    if (session != null && leases.isOthers(item.lease(), session)) {
      throw new ConflictResponse("another reviewer has this picture before him");
    }
    if (index.jdbi().withHandle(handle -> Items.isDecided(handle, result))) {
      throw new ConflictResponse("this picture was decided already");
    }
  }

  private static ReviewDesk.Said said(Context context, Sent sent) {
    if (sent.labels().size() > MOST_LABELS || sent.removed().size() > MOST_LABELS) {
      throw new BadRequestResponse("more than " + MOST_LABELS + " labels, expected fewer");
    }
    String caption = sent.caption() == null ? "" : sent.caption().strip();
    if (caption.length() > LabelSets.MAX_TEXT_CHARACTERS) {
      throw new BadRequestResponse(
          "the caption has %d characters, expected at most %d"
              .formatted(caption.length(), LabelSets.MAX_TEXT_CHARACTERS));
    }
    List<String> removed = new ArrayList<>(sent.removed());
    removed.removeAll(sent.labels());
    return new ReviewDesk.Said(
        sent.id(),
        reviewer(context, sent.reviewer()),
        decision(sent.decision()),
        sent.labels(),
        removed,
        caption.isEmpty() ? null : caption);
  }

  private static Decision decision(String text) {
    for (Decision decision : Decision.values()) {
      if (decision.name().equals(text)) {
        return decision;
      }
    }
    throw new BadRequestResponse("the decision is none of ALLOW, TAG, REVIEW and BLOCK");
  }

  /** Sent with an undo. */
  record Undo(String id, String reviewer) {}

  private void undo(Context context) throws InterruptedException {
    Undo undo = Json.body(context, Undo.class);
    checkId("id", undo.id());
    if (index.jdbi().withHandle(handle -> Reviews.isKnown(handle, undo.id()))) {
      Json.answer(context, new Decided(undo.id(), true, true, List.of(), ""));
      return;
    }
    Review review =
        index
            .jdbi()
            .withHandle(handle -> Reviews.byId(handle, context.pathParam("id")))
            .orElseThrow(
                () -> new NotFoundResponse("no review of this id was read; try again in a moment"));
    if (review.undone()) {
      throw new ConflictResponse("this review was taken back already");
    }
    try {
      Json.answer(context, desk.undo(undo.id(), reviewer(context, undo.reviewer()), review));
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

  /** As long as nobody logs in, people say who they are. */
  private static String reviewer(Context context, String said) {
    Person person = Person.of(context);
    String name = text(said).strip();
    return person.name().equals(LOCAL) && !name.isEmpty()
        ? name.substring(0, Math.min(name.length(), LabelSets.MAX_NAME_CHARACTERS))
        : person.name();
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }

  private static void checkId(String what, String id) {
    if (id == null || !ID.matcher(id).matches()) {
      throw new BadRequestResponse(
          "'" + what + "' is no id of 8 to 80 letters, digits, dots and dashes");
    }
  }

  @Override
  public void close() {
    desk.close();
  }
}
