package io.clipstream.dashboard.audit;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.Door;
import io.clipstream.dashboard.http.Guard;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Proxies;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Route;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Writes down every change that somebody asked for, and shows it to admins. */
public final class AuditFeature implements Feature {
  private static final int PAGE = 100;
  private static final int MOST = 1_000;

  private final AuditLog log;
  private final LongSupplier clock;

  /**
   * @param clock milliseconds
   */
  public AuditFeature(AuditLog log, LongSupplier clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/audit", "Who changed what, newest first.", this::last)
            .query("limit", "integer", "Entries at most, 1 to 1000; 100 by default.")
            .needs(Role.ADMIN));
  }

  private void last(Context context) {
    int limit = Asked.number(context, "limit", PAGE, 1, MOST);
    Json.answer(context, Map.of("entries", log.last(limit)));
  }

  /** A door that another finds out at who asks, and this one writes down what was changed. */
  public Door behind(Door inner) {
    return new Door() {
      @Override
      public void before(Context context) {
        inner.before(context);
      }

      @Override
      public void after(Context context) {
        inner.after(context);
        note(context);
      }
    };
  }

  /** Strangers' attempts at changes are refused and not written down: they would fill the log. */
  private void note(Context context) {
    Person person = Person.of(context);
    Optional<String> what = Audited.of(context);
    boolean isChange = Guard.changes(context) && person.role() != Role.NOBODY;
    if (isChange || what.isPresent()) {
      log.append(
          new AuditEntry(
              clock.getAsLong(),
              person.name(),
              person.role().name(),
              Proxies.addressOf(context),
              context.method().name(),
              context.path(),
              context.statusCode(),
              what.orElse("")));
    }
  }
}
