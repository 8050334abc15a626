package io.clipstream.dashboard.live;

import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.ResultFilter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands every result to everybody who looks on. */
public final class LiveStream {
  private final int most;
  private final List<LiveClient> clients = new CopyOnWriteArrayList<>();

  /**
   * @param most who may look on at one time
   */
  public LiveStream(int most) {
    this.most = most;
  }

  /** Hands a result on; never waits for anybody. */
  public void publish(Result result) {
    clients.forEach(client -> client.offer(result));
  }

  /** Begins to look on; nothing if too many do. */
  public Optional<LiveClient> join(ResultFilter filter) {
    return join(new LiveClient(filter::accepts));
  }

  /** Begins to look on without results, only to be counted; nothing if too many do. */
  public Optional<LiveClient> joinForNothing() {
    return join(new LiveClient(result -> false));
  }

  private synchronized Optional<LiveClient> join(LiveClient client) {
    if (clients.size() >= most) {
      return Optional.empty();
    }
    clients.add(client);
    return Optional.of(client);
  }

  public void leave(LiveClient client) {
    clients.remove(client);
  }

  /** How many look on. */
  public int size() {
    return clients.size();
  }
}
