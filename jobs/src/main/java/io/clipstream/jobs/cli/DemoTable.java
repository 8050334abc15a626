package io.clipstream.jobs.cli;

import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.TagEvent;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The latest results as a table that is drawn over itself on a terminal. */
final class DemoTable implements DemoScreen {
  private static final int ROWS = 16;
  private static final int WIDTH = 26 + 2 + 8 + 2 + 48 + 2 + 9;
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String UP = "\033[%dA";
  private static final String CLEAR_REST = "\033[K";

  private final PrintWriter out;
  private String title;
  private String notice = "";
  private final Deque<String> rows = new ArrayDeque<>();
  private long drawn;
  private int height;

  DemoTable(PrintWriter out, String title) {
    this.out = out;
    this.title = title;
  }

  @Override
  public void tagged(TagEvent event, long millis) {
    title =
        "label set %s revision %d, checkpoint %s"
            .formatted(
                Quoting.clip(event.getLabelSetId()),
                event.getLabelSetRevision(),
                Quoting.clip(event.getCheckpointId()));
    row(event.getImageId(), event.getDecision().name(), TagText.tags(event, 0, 3), millis + " ms");
  }

  @Override
  public void rejected(Refused refused) {
    row(refused.key(), "rejected", refused.reason(), "");
  }

  @Override
  public void notice(String message) {
    notice = message;
  }

  private void row(String picture, String decision, String what, String took) {
    rows.addLast(cells(Quoting.clip(picture), decision, what, took));
    if (rows.size() > ROWS) {
      rows.removeFirst();
    }
  }

  private static String cells(String picture, String decision, String what, String took) {
    return String.format(
        "%-26s  %-8s  %-48s  %9s", cut(picture, 26), decision, cut(what, 48), took);
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 3) + "...";
  }

  @Override
  public void refresh(DemoCounts counts) {
    long now = System.nanoTime();
    if (now - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = now;
    if (height > 0) {
      out.printf(UP, height);
    }
    height = 0;
    line(title);
    line(counts(counts));
    line(cut(notice, WIDTH));
    line(cells("picture", "decision", "tags and scores (* at or above the threshold)", "took"));
    rows.forEach(this::line);
    out.flush();
  }

  private void line(String text) {
    out.println(text + CLEAR_REST);
    height++;
  }

  private static String counts(DemoCounts counts) {
    return String.format(
        Locale.ROOT,
        "tagged %d, rejected %d, %.1f images/s, p50 %d ms, p99 %d ms",
        counts.tagged(),
        counts.rejectedCount(),
        counts.perSecond(),
        counts.percentile(50),
        counts.percentile(99));
  }
}
