package io.clipstream.dashboard.labels;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.LabelSetRevisions;
import io.clipstream.control.LabelSetRule;
import io.clipstream.control.Publication;
import io.clipstream.control.status.Liveness;
import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.http.Route.Method;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.ControlLogs;
import io.clipstream.dashboard.state.JobStatuses;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.ResultSearch;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetProblem;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;

/** Label sets: drafts, what would become of them, publishing, and what was in force before. */
public final class LabelsFeature implements Feature {
  private static final int PICTURES = 200;
  private static final int MOST_PICTURES = 1_000;

  private final ControlLogs control;
  private final JobStatuses statuses;
  private final RevisionHistory history;
  private final Followers followers;
  private final RecentScores scores;
  private final Previews previews;
  private final LabelSetTopic topic;

  /**
   * @param verdicts what reviewers said, to measure thresholds by
   */
  public LabelsFeature(
      KafkaAccess kafka,
      IndexDatabase index,
      ControlLogs control,
      JobStatuses statuses,
      Verdicts verdicts) {
    ResultSearch search = new ResultSearch(index.jdbi(), kafka.name(Topic.TAGS));
    this.control = control;
    this.statuses = statuses;
    this.history = new RevisionHistory(kafka, index);
    this.followers = new Followers(kafka, statuses);
    this.scores = new RecentScores(search, verdicts);
    this.previews = new Previews(kafka, new PreviewSamples(kafka, search));
    this.topic = new LabelSetTopic(kafka);
  }

  @Override
  public List<TopicReader> readers() {
    return List.of(history, followers);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/labels", "The label sets in force.", this::list),
        Route.get("/api/labels/set", "A label set in force, and what was before it.", this::set)
            .query("id", "string", "Id of the label set."),
        Route.get("/api/labels/revision", "A revision as it was.", this::revision)
            .query("id", "string", "Id of the label set.")
            .query("revision", "integer", "Its revision."),
        Route.get("/api/labels/followers", "Which subtasks tag by it, since when.", this::followers)
            .query("id", "string", "Id of the label set."),
        Route.get("/api/labels/scores", "Scores of its newest pictures.", this::scores)
            .query("id", "string", "Id of the label set."),
        Route.change(Method.POST, "/api/labels/check", "What is wrong with a draft.", this::check),
        Route.change(
            Method.POST, "/api/labels/previews", "Tries a draft on pictures.", this::preview),
        Route.get("/api/labels/previews/{id}", "How far that is.", this::previewed)
            .path("id", "string", "What the begin of the preview answered."),
        Route.change(Method.POST, "/api/labels", "Publishes a label set.", this::publish)
            .needs(Role.ADMIN));
  }

  private void list(Context context) {
    List<Object> sets =
        new TreeMap<>(control.labelSets()).values().stream().map(LabelsFeature::summary).toList();
    Json.answer(context, Map.of("sets", sets));
  }

  private static Object summary(LabelSetInForce set) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", set.set().getId());
    shown.put("revision", set.set().getRevision());
    shown.put("labels", set.set().getLabels().size());
    return shown;
  }

  private LabelSetInForce inForce(Context context) {
    LabelSetInForce found = control.labelSets().get(Asked.text(context, "id"));
    if (found == null) {
      throw new NotFoundResponse("no label set of this id is in force");
    }
    return found;
  }

  private void set(Context context) {
    LabelSetInForce found = inForce(context);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("set", LabelSetJson.of(found.set()));
    shown.put("history", history.of(found.set().getId()));
    Json.answer(context, shown);
  }

  private void revision(Context context) {
    int revision = Asked.number(context, "revision", 0, 1, Integer.MAX_VALUE);
    Json.answer(
        context,
        history
            .find(Asked.text(context, "id"), revision)
            .orElseThrow(() -> new NotFoundResponse("the index has no such revision")));
  }

  private void followers(Context context) {
    LabelSetInForce found = inForce(context);
    Map<String, Object> shown = new LinkedHashMap<>();
    long revision = found.set().getRevision();
    shown.put("revision", revision);
    shown.put("publishedAt", history.publishedAt(found.set().getId(), revision).orElse(null));
    shown.put("subtasks", followers.of(found));
    Json.answer(context, shown);
  }

  private void scores(Context context) {
    Json.answer(context, scores.of(Asked.text(context, "id")));
  }

  private void check(Context context) {
    LabelSet draft = LabelSetJson.read(Json.body(context, JsonNode.class).path("set"));
    Json.answer(context, Map.of("problems", messages(LabelSetRule.problems(draft))));
  }

  private void preview(Context context) {
    JsonNode body = Json.body(context, JsonNode.class);
    LabelSet draft = LabelSetJson.read(body.path("set"));
    requireValid(draft);
    int pictures = body.path("pictures").asInt(PICTURES);
    if (pictures < 1 || pictures > MOST_PICTURES) {
      throw new BadRequestResponse("'pictures' is none of 1 to " + MOST_PICTURES);
    }
    Optional<LabelSet> inForce =
        Optional.ofNullable(control.labelSets().get(draft.getId())).map(LabelSetInForce::set);
    Previews.Wish wish =
        new Previews.Wish(job(), draft, inForce, pictures, Person.of(context).name());
    try {
      Json.answer(context, Map.of("id", previews.begin(wish)));
    } catch (ResourceException e) {
      throw new ServiceUnavailableResponse(e.getMessage());
    }
  }

  private static void requireValid(LabelSet draft) {
    List<LabelSetProblem> problems = LabelSetRule.problems(draft);
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
  }

  private static BadRequestResponse invalid(List<LabelSetProblem> problems) {
    return new BadRequestResponse(String.join("; ", messages(problems)));
  }

  private static List<String> messages(List<LabelSetProblem> problems) {
    return problems.stream().map(LabelSetProblem::message).toList();
  }

  /** The tagging job that is asked: the first that lives. */
  private String job() {
    Instant now = Instant.now();
    return statuses.all().stream()
        .filter(status -> "tagging".equals(status.getKind()))
        .filter(status -> Liveness.of(status, now) == Liveness.ALIVE)
        .map(StatusEvent::getJobName)
        .findFirst()
        .orElseThrow(
            () ->
                new ConflictResponse(
                    "no tagging job runs, and only one can try a draft; start one with"
                        + " 'clipstream demo' or 'clipstream job tagging'"));
  }

  private void previewed(Context context) {
    Json.answer(
        context,
        previews
            .find(context.pathParam("id"))
            .orElseThrow(() -> new NotFoundResponse("no preview of this id; ask for it again")));
  }

  private record Outcome(LabelSet set, boolean isNew) {}

  private void publish(Context context) throws InterruptedException {
    JsonNode body = Json.body(context, JsonNode.class);
    LabelSet draft = LabelSetJson.read(body.path("set"));
    try {
      Outcome outcome =
          publication(draft, body.path("basedOn").asLong(0), context)
              .match(
                  fresh -> new Outcome(fresh, true),
                  same -> new Outcome(same, false),
                  problems -> {
                    throw invalid(problems);
                  },
                  problem -> {
                    throw new ConflictResponse(problem);
                  });
      long at = outcome.isNew() ? topic.publish(outcome.set()) : System.currentTimeMillis();
      Audited.what(context, "label set " + draft.getId() + " r" + outcome.set().getRevision());
      answer(context, outcome.set(), outcome.isNew(), at);
    } catch (ResourceException | KafkaException e) {
      throw new ServiceUnavailableResponse(e.getMessage());
    }
  }

  /** Nobody overwrites what somebody else has published while he drafted. */
  private Publication publication(LabelSet draft, long basedOn, Context context) {
    LabelSetRevisions now = topic.read();
    long inForce = now.find(draft.getId()).map(set -> set.set().getRevision()).orElse(0L);
    if (inForce != basedOn) {
      throw new ConflictResponse(
          "revision %d is in force, and the draft began with %s; look at what changed, and draft anew"
              .formatted(inForce, basedOn == 0 ? "none" : "revision " + basedOn));
    }
    return Publication.of(draft, Optional.empty(), now, Person.of(context).name(), Instant.now());
  }

  private static void answer(Context context, LabelSet set, boolean isNew, long at) {
    Json.answer(
        context, Map.of("revision", set.getRevision(), "published", isNew, "publishedAt", at));
  }

  @Override
  public void close() {
    previews.close();
  }
}
