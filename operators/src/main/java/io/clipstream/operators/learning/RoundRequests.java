package io.clipstream.operators.learning;

import io.clipstream.schemas.RoundRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Requests for rounds: each counts once, and all that wait are answered by one round. */
final class RoundRequests {
  /** Requests that are remembered; an older one that is repeated would count again. */
  private static final int REMEMBERED = 1_000;

  private final Set<String> taken = new LinkedHashSet<>();
  private String waiting;

  /** Takes a request unless it was taken before. */
  void add(RoundRequest request) {
    if (!taken.add(request.getRequestId())) {
      return;
    }
    if (taken.size() > REMEMBERED) {
      taken.remove(taken.iterator().next());
    }
    String reason = request.getReason() == null ? "" : ": " + request.getReason();
    waiting = "request " + request.getRequestId() + reason;
  }

  /** Why a round is wanted, if one is. */
  Optional<String> waiting() {
    return Optional.ofNullable(waiting);
  }

  void answered() {
    waiting = null;
  }

  List<String> taken() {
    return new ArrayList<>(taken);
  }

  void restore(Collection<String> ids, String request) {
    taken.addAll(ids);
    waiting = request;
  }
}
