package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.Callback;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Term;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells other programs of decisions. */
public final class WebhookFeature implements Feature {
  private static final int KEY_DIGITS = 8;

  private final IndexDatabase index;
  private final Set<String> receivers = new HashSet<>();
  private final Set<String> topics;
  private final Map<String, Courier> couriers = new LinkedHashMap<>();

  public WebhookFeature(WebhookSettings settings, KafkaAccess kafka, IndexDatabase index) {
    this.index = index;
    List<EventSource> sources = new ArrayList<>();
    sources.add(new ReviewEvents(kafka));
    if (!settings.decisions().isEmpty()) {
      sources.add(new DecisionEvents(kafka, settings.decisions()));
    }
    this.topics = sources.stream().map(EventSource::topic).collect(Collectors.toSet());
    for (URI address : settings.addresses()) {
      String receiver = Term.hash(address.toString());
      receivers.add(receiver);
      String key = receiver.substring(0, KEY_DIGITS);
      couriers.put(key, courier(settings, kafka, sources, address, receiver, key));
    }
  }

  private Courier courier(
      WebhookSettings settings,
      KafkaAccess kafka,
      List<EventSource> sources,
      URI address,
      String receiver,
      String key) {
    Board board = new Board(key, WebhookSettings.host(address), System::currentTimeMillis);
    Backoff backoff =
        new Backoff(settings.pace().first(), settings.pace().longest(), new SecureRandom());
    return new Courier(
        kafka,
        sources,
        new DeliveredTo(index.jdbi(), receiver),
        new Beginnings(settings.since()),
        new Deliveries(
            new HttpReceiver(address, settings, System::currentTimeMillis), backoff, board),
        board);
  }

  @Override
  public void start() {
    DeliveredTo.keepOnly(index.jdbi(), receivers, topics);
    couriers.values().forEach(Courier::start);
  }

  /** How the receivers are. */
  public List<WebhookState> states() {
    return couriers.values().stream().map(Courier::state).toList();
  }

  @Override
  public List<Callback> callbacks() {
    return Stream.concat(ReviewEvents.DESCRIBED.stream(), DecisionEvents.DESCRIBED.stream())
        .toList();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(
            "/api/webhooks",
            "Who is told of decisions, and how that goes.",
            context -> Json.answer(context, Map.of("webhooks", states()))),
        Route.change(
                Route.Method.POST,
                "/api/webhooks/{key}/pass-by",
                "Passes an event by that its receiver will never take: id.",
                this::passBy)
            .path("key", "string", "Of the receiver.")
            .needs(Role.ADMIN));
  }

  private record Event(String id) {}

  private void passBy(Context context) {
    Courier courier = couriers.get(context.pathParam("key"));
    if (courier == null) {
      throw new NotFoundResponse("there is no webhook of this key; /api/webhooks lists them");
    }
    String id = Json.body(context, Event.class).id();
    if (id == null) {
      throw new BadRequestResponse("the id of the event is missing");
    }
    if (!courier.passBy(id)) {
      throw new ConflictResponse("this event is not one that fails; load the page again");
    }
    Audited.what(context, "webhook event " + id + " passed by");
    Json.answer(context, Map.of());
  }

  @Override
  public void close() {
    couriers.values().forEach(Courier::close);
  }
}
