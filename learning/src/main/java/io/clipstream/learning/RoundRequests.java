package io.clipstream.learning;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Requests for rounds: each counts once, and all that wait are answered by one round. */
public final class RoundRequests {
  /** Requests that are remembered; an older one that is repeated would count again. */
  private static final int REMEMBERED = 1_000;

  private final String modelName;
  private final WireFormat format;
  private final Set<String> taken = new LinkedHashSet<>();
  private AvroCodec<RoundRequest> codec;
  private Optional<String> waiting = Optional.empty();

  public RoundRequests(String modelName, WireFormat format) {
    this.modelName = modelName;
    this.format = format;
  }

  /**
   * Takes a request for this model, unless it was taken before.
   *
   * @return a record that is no request
   */
  public Optional<DeadLetter> add(RawRecord record) {
    if (codec == null) {
      codec = format.codec(RoundRequest.class, record.topic());
    }
    return codec
        .decode(record.value())
        .match(
            this::takeOnce,
            failed ->
                Optional.of(
                    DeadLetter.of(
                        record, LetterStage.DECODE_RECORD, failed.reason(), failed.message())));
  }

  private Optional<DeadLetter> takeOnce(RoundRequest request) {
    if (request.getModelName().equals(modelName) && taken.add(request.getRequestId())) {
      take(request);
    }
    return Optional.empty();
  }

  private void take(RoundRequest request) {
    if (taken.size() > REMEMBERED) {
      taken.remove(taken.iterator().next());
    }
    String reason = request.getReason() == null ? "" : ": " + request.getReason();
    waiting = Optional.of("request " + request.getRequestId() + reason);
  }

  /** Why a round is wanted, if one is. */
  public Optional<String> waiting() {
    return waiting;
  }

  public void answered() {
    waiting = Optional.empty();
  }

  public List<String> taken() {
    return new ArrayList<>(taken);
  }

  public void restore(Collection<String> ids, Optional<String> request) {
    taken.addAll(ids);
    waiting = request;
  }
}
