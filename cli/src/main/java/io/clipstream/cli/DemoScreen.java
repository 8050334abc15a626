package io.clipstream.cli;

import io.clipstream.schemas.TagEvent;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Where the demo shows its results. */
interface DemoScreen {
  /**
   * @param millis from the sending of the picture to now
   */
  void tagged(TagEvent event, long millis);

  void rejected(Refused refused);

  /** What a job of the demo is at. */
  void notice(String message);

  /** Called often; draws what is drawn again and again. */
  default void refresh(DemoCounts counts) {}

  /** Draws it for the last time. */
  default void end(DemoCounts counts) {}

  /** A line each, for where there is no terminal; notices go elsewhere. */
  record Lines(PrintWriter out, Consumer<String> say) implements DemoScreen {
    @Override
    public void tagged(TagEvent event, long millis) {
      out.println(TagText.line(event, 0) + "\t" + millis + " ms");
      out.flush();
    }

    @Override
    public void rejected(Refused refused) {
      out.println(refused.line());
      out.flush();
    }

    @Override
    public void notice(String message) {
      say.accept(message);
    }
  }

  /** A JSON object a line: a tag event, or {@code {"rejected": ...}}; notices go elsewhere. */
  record Json(PrintWriter out, Consumer<String> say) implements DemoScreen {
    @Override
    public void tagged(TagEvent event, long millis) {
      Map<String, Object> fields = new LinkedHashMap<>(AvroText.fields(event));
      fields.put("latencyMillis", millis);
      Output.json(out, fields);
    }

    @Override
    public void rejected(Refused refused) {
      Output.json(out, Map.of("rejected", refused.fields()));
    }

    @Override
    public void notice(String message) {
      say.accept(message);
    }
  }
}
