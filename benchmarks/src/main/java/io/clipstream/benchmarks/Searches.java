package io.clipstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.benchmarks.Asker.Search;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whatever the page and programs may ask of an index of {@link TaggedPictures}. */
final class Searches {
  private static final long DAY = 86_400_000;

  private final List<Search> all = new ArrayList<>();
  private final long newest;
  private final JsonNode some;

  private Searches(Asker asker, int days) throws IOException, InterruptedException {
    this.some = asker.json("/api/results?limit=1").get("results").get(0);
    this.newest = some.get("taggedAt").asLong();
    filters("", newest);
    filters(" of the middle", newest - days * DAY / 2);
    filters(" of the end", newest - days * DAY + DAY);
    times(days);
    views();
    queues();
  }

  /**
   * @param days that the results are spread over
   */
  static List<Search> of(Asker asker, int days) throws IOException, InterruptedException {
    return new Searches(asker, days).all;
  }

  /** What can be asked for, alone and together, of a page of the search. */
  private void filters(String where, long before) {
    String[][] filters = {
      {"all", ""},
      {"label that many have", "label=default-0"},
      {"label that few have", "label=fine-99"},
      {"label that none has", "label=nothing"},
      {"label, high scores", "label=default-0&min=0.95"},
      {"label, scores that none has", "label=default-19&min=0.99"},
      {"decision BLOCK", "decision=BLOCK"},
      {"two decisions", "decision=BLOCK,REVIEW"},
      {"all decisions", "decision=ALLOW,TAG,REVIEW,BLOCK"},
      {"best score above 0.999", "min=0.999"},
      {"best score that none has", "min=1"},
      {"best score in a narrow range", "min=0.5&max=0.501"},
      {"source that many have", "source=camera-0"},
      {"source that few have", "source=camera-39"},
      {"source that none has", "source=nothing"},
      {"label set", "set=fine"},
      {"newest checkpoint", "checkpoint=checkpoint-4"},
      {"oldest checkpoint", "checkpoint=checkpoint-0"},
      {"label and decision", "label=default-1&decision=BLOCK"},
      {"label and decision that none has", "label=default-19&decision=BLOCK&min=0.9"},
      {"label of another set", "label=default-0&set=fine"},
      {"label and source that few have", "label=default-0&source=camera-39"},
      {"label and oldest checkpoint", "label=default-0&checkpoint=checkpoint-0"},
      {"decision and source", "decision=BLOCK&source=camera-39"},
      {"set and checkpoint", "set=fine&checkpoint=checkpoint-0"},
      {"source and checkpoint", "source=camera-39&checkpoint=checkpoint-0"},
      {"set and source that none has", "set=default&source=nothing"},
      {"source and scores", "source=camera-0&min=0.999"},
      {
        "checkpoint, set, decision, scores",
        "checkpoint=checkpoint-0&set=fine&decision=BLOCK&min=0.99"
      },
      {
        "everything at once",
        "label=default-1&decision=BLOCK&min=0.9&source=camera-39&set=default&checkpoint=checkpoint-1"
      },
    };
    for (String[] filter : filters) {
      results(filter[0] + where, filter[1], before == newest ? "" : "&before=" + before + "-0");
    }
  }

  private void results(String name, String filter, String more) {
    all.add(Search.get("search: " + name, "/api/results?" + filter + more));
  }

  private void times(int days) {
    for (int day : new int[] {1, days / 2, days - 1}) {
      String window = "&from=" + (newest - day * DAY) + "&to=" + (newest - day * DAY + DAY / 24);
      String name = " in an hour " + day + " days ago";
      results("all" + name, "", window);
      results("label" + name, "label=default-0", window);
      results("best score" + name, "min=0.99", window);
      results("label and source" + name, "label=default-0&source=camera-39", window);
    }
    results("until long ago", "", "&to=" + (newest - (days - 1) * DAY));
    results("none, from now on", "label=default-0", "&from=" + (newest + DAY));
  }

  private void views() {
    String key = some.get("imageKey").asText();
    all.add(Search.get("picture", "/api/images/" + key));
    all.add(Search.get("picture's reviews", "/api/images/" + key + "/reviews"));
    all.add(Search.get("choices of the filter", "/api/choices"));
    all.add(Search.get("state", "/api/state"));
    all.add(Search.get("health", "/api/health?minutes=60"));
    all.add(Search.get("models", "/api/models"));
    all.add(
        Search.get(
            "decisions before and with a checkpoint",
            "/api/models/comparison?before=checkpoint-3&after=checkpoint-4"));
    all.add(Search.get("label sets", "/api/labels"));
    all.add(Search.get("label set with history", "/api/labels/set?id=default"));
    all.add(Search.get("scores for thresholds", "/api/labels/scores?id=default"));
    all.add(Search.get("dead letters", "/api/dead-letters"));
    all.add(Search.get("dead letters of a reason", "/api/dead-letters?reason=TOO_LARGE"));
    all.add(
        Search.get(
            "dead letters of a topic", "/api/dead-letters?topic=images.events.v1.dlq&limit=200"));
    all.add(Search.get("export, first page", "/api/export.csv?limit=500"));
    all.add(
        Search.get(
            "export, first page of a filter",
            "/api/export.jsonl?limit=500&decision=BLOCK&min=0.9"));
  }

  private void queues() {
    all.add(Search.get("queue counts", "/api/review/counts?reviewer=anna"));
    all.add(Search.get("agreement", "/api/review/agreement"));
    for (String queue : new String[] {"", "BLOCK", "REVIEW", "NEAR", "SAMPLE"}) {
      claim("next of queue " + (queue.isEmpty() ? "all" : queue), queue, "", "");
    }
    claim("next of a label", "", "", "default-1");
    claim("next of a label that few have", "", "", "fine-70");
    claim("next of a set", "", "fine", "");
    claim("next of a label, its set and queue", "NEAR", "fine", "fine-0");
    claim("next of a label in another set", "", "fine", "default-0");
  }

  private void claim(String name, String queue, String set, String label) {
    all.add(
        new Search(
            name,
            "/api/review/claims",
            """
            {"session": "benchmark", "reviewer": "anna", "want": 12,
             "queue": "%s", "labelSet": "%s", "label": "%s"}
            """
                .formatted(queue, set, label)));
  }
}
