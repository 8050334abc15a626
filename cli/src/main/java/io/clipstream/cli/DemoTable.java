package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.TagEvent;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The latest results as a table that is drawn over itself on a terminal. */
final class DemoTable implements DemoScreen {
  private static final int MOST_ROWS = 16;
  private static final int OTHER_LINES = 5; // title, counts, notice, header, and the cursor's own
  private static final int PICTURE = 26;
  private static final int DECISION = 8;
  private static final int TOOK = 9;
  private static final int MOST_TAGS = 64;
  private static final int LEAST = 12;
  private static final int GAPS = 6;

  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String UP = "\033[%dA";
  private static final String CLEAR_ALL = "\033[H\033[2J";
  private static final String CLEAR_REST = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String CUT_LONG_LINES = "\033[?7l";
  private static final String WRAP_LONG_LINES = "\033[?7h";

  private record Row(String picture, String decision, String what, String took) {}

  private static final Row HEADER =
      new Row("picture", "decision", "tags and scores (* at or above the threshold)", "took");

  private final SafeWriter out;
  private String title;
  private String notice = "";
  private final Supplier<TerminalSize> terminal;
  private final Deque<Row> rows = new ArrayDeque<>();
  private TerminalSize size;
  private long measured;
  private long drawn;
  private int height;

  /**
   * @param terminal its size at any moment
   */
  DemoTable(PrintWriter out, String title, Supplier<TerminalSize> terminal) {
    this.out = SafeWriter.on(out);
    this.title = title;
    this.terminal = terminal;
    measure();
  }

  private void measure() {
    size = terminal.get();
    measured = System.nanoTime();
  }

  @Override
  public void tagged(TagEvent event, long millis) {
    title =
        "label set %s revision %d, checkpoint %s"
            .formatted(
                Quoting.clip(event.getLabelSetId()),
                event.getLabelSetRevision(),
                Quoting.clip(event.getCheckpointId()));
    String tags = TagText.tags(event, 0, 3);
    row(new Row(event.getImageId(), event.getDecision().name(), tags, millis + " ms"));
  }

  @Override
  public void rejected(Refused refused) {
    row(new Row(refused.letter().key(), "rejected", refused.letter().reason(), ""));
  }

  @Override
  public void notice(String message) {
    notice = message;
  }

  private void row(Row row) {
    rows.addLast(row);
    if (rows.size() > MOST_ROWS) {
      rows.removeFirst();
    }
  }

  @Override
  public void refresh(DemoCounts counts) {
    long now = System.nanoTime();
    if (now - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = now;
    TerminalSize before = size;
    if (now - measured > MEASURE_NANOS) {
      measure();
    }
    draw(counts, height > 0 && !size.equals(before));
  }

  @Override
  public void end(DemoCounts counts) {
    draw(counts, false);
  }

  /**
   * @param anew on an empty screen: what was drawn may lie anywhere after a change of size
   */
  private void draw(DemoCounts counts, boolean anew) {
    PrintWriter terminal = out.terminal();
    if (anew) {
      terminal.print(CLEAR_ALL);
    } else if (height > 0) {
      terminal.printf(UP, height);
    }
    terminal.print(CUT_LONG_LINES);
    height = 0;
    line(title);
    line(counts(counts));
    line(notice);
    line(cells(HEADER));
    int shown = Math.max(1, Math.min(MOST_ROWS, size.rows() - OTHER_LINES));
    rows.stream().skip(Math.max(0, rows.size() - shown)).forEach(row -> line(cells(row)));
    terminal.print(CLEAR_BELOW + WRAP_LONG_LINES);
    terminal.flush();
  }

  private void line(String text) {
    out.print(cut(Quoting.field(text), size.columns() - 1));
    out.terminal().println(CLEAR_REST);
    height++;
  }

  private String cells(Row row) {
    int picture = Math.max(LEAST, Math.min(PICTURE, size.columns() / 4));
    int room = size.columns() - 1 - picture - DECISION - TOOK - GAPS;
    int tags = Math.max(LEAST, Math.min(MOST_TAGS, room));
    return cell(row.picture(), picture)
        + cell(row.decision(), DECISION)
        + cell(row.what(), tags)
        + " ".repeat(Math.max(0, TOOK - row.took().length()))
        + row.took();
  }

  private static String cell(String text, int width) {
    String fitting = cut(Quoting.field(text), width);
    return fitting + " ".repeat(width - fitting.length() + 2);
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 3)) + "...";
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
