package io.clipstream.dashboard.models;

import io.clipstream.control.CheckpointHistory.Entry;
import io.clipstream.control.Promotions;
import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.JobStatuses;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ResourceException;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checkpoints, what they are worth, and moves between them. */
public final class ModelsFeature implements Feature {
  /** Of each model, the newest. */
  private static final int CHECKPOINTS = 200;

  private final CheckpointReader checkpoints;
  private final CheckpointMover mover;
  private final SwapTimes times;
  private final SwapComparison comparison;
  private final JobStatuses statuses;

  /**
   * @param statuses what the jobs say
   */
  public ModelsFeature(KafkaAccess kafka, IndexDatabase index, JobStatuses statuses) {
    this.checkpoints = new CheckpointReader(kafka);
    this.mover = new CheckpointMover(kafka, checkpoints);
    this.times = new SwapTimes(kafka);
    this.comparison = new SwapComparison(index.jdbi());
    this.statuses = statuses;
  }

  @Override
  public List<TopicReader> readers() {
    return List.of(checkpoints, times);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(
            "/api/models",
            "Each model's checkpoints with lineage and gate numbers, and who serves with which.",
            context -> Json.answer(context, models())),
        Route.get(
                "/api/models/comparison",
                "How decisions of one checkpoint differ from those of the one before it.",
                this::compare)
            .query("before", "string", "Id of the earlier checkpoint; must be given.")
            .query("after", "string", "Id of the later one; must be given."),
        Route.change(
                Route.Method.POST,
                "/api/models/promotions",
                "Promotes a checkpoint: model, id (or null: what was in use before the present"
                    + " one), inForce as it was seen, reason.",
                this::move)
            .needs(Role.ADMIN));
  }

  private void compare(Context context) {
    String before = Asked.text(context, "before");
    String after = Asked.text(context, "after");
    if (before.isEmpty() || after.isEmpty()) {
      throw new BadRequestResponse("parameters 'before' and 'after' are ids of checkpoints");
    }
    Json.answer(context, comparison.of(before, after));
  }

  private void move(Context context) throws InterruptedException {
    CheckpointEvent event =
        mover.move(Json.body(context, CheckpointMover.Move.class), Person.of(context));
    Audited.what(
        context, "promoted " + event.getCheckpointId() + " of model " + event.getModelName());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", event.getCheckpointId());
    answer.put("replaces", event.getReplaces());
    answer.put("announcedAt", event.getAnnouncedAt().toEpochMilli());
    Json.answer(context, answer);
  }

  private List<Map<String, Object>> models() {
    Map<String, Map<String, List<Entry>>> models = new TreeMap<>();
    for (Entry entry : checkpoints.entries()) {
      models
          .computeIfAbsent(entry.event().getModelName(), name -> new LinkedHashMap<>())
          .computeIfAbsent(entry.event().getCheckpointId(), id -> new ArrayList<>())
          .add(entry);
    }
    return models.entrySet().stream().map(each -> model(each.getKey(), each.getValue())).toList();
  }

  private Map<String, Object> model(String name, Map<String, List<Entry>> byId) {
    Optional<CheckpointEvent> inForce = checkpoints.inForce(name);
    List<CheckpointView> views =
        byId.values().stream()
            .skip(Math.max(0, byId.size() - CHECKPOINTS))
            .map(CheckpointView::of)
            .toList();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", name);
    model.put("inForce", inForce.map(CheckpointEvent::getCheckpointId).orElse(null));
    model.put("before", before(name));
    model.put("checkpoints", views);
    model.put(
        "serving",
        inForce
            .map(event -> new Serving(event, times).of(statuses.all(), Instant.now()))
            .orElse(List.of()));
    return model;
  }

  /** What a roll back goes to, null if there is nothing. */
  private String before(String model) {
    try {
      return Promotions.before(checkpoints.of(model), model);
    } catch (ResourceException e) {
      return null;
    }
  }
}
