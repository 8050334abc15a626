package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Forgetting;
import org.jdbi.v3.core.Handle;

/** Reviews and undos are kept as long as results are, and as many. */
final class ReviewRetention implements Forgetting {
  @Override
  public int forget(Handle handle, long oldest, long most, int batch) {
    int gone = Reviews.forget(handle, oldest, batch);
    gone += forgetUndos(handle, oldest, batch);
    gone += Reviews.forget(handle, Long.MAX_VALUE, beyond(handle, "review", most, batch));
    gone += forgetUndos(handle, Long.MAX_VALUE, beyond(handle, "review_undo", most, batch));
    return gone;
  }

  private static long beyond(Handle handle, String table, long most, int batch) {
    long many = handle.createQuery("select count(*) from " + table).mapTo(Long.class).one();
    return Math.min(batch, Math.max(0, many - most));
  }

  private static int forgetUndos(Handle handle, long before, long most) {
    return handle.execute(
        "delete from review_undo where (part, record_offset) in (select part, record_offset"
            + " from review_undo where undone_at < ? order by undone_at, part limit ?)",
        before,
        most);
  }
}
