package io.clipstream.dashboard.labels;

import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.ResultFilter;
import io.clipstream.dashboard.store.ResultSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The scores of the newest pictures of a label set, for the page to try thresholds on. */
final class RecentScores {
  private static final int MOST = 2_000;

  private final ResultSearch search;
  private final Verdicts verdicts;

  RecentScores(ResultSearch search, Verdicts verdicts) {
    this.search = search;
    this.verdicts = verdicts;
  }

  static ResultFilter filter(String labelSet, String checkpoint) {
    return new ResultFilter(
        "", List.of(), 0, 1, "", labelSet, checkpoint, OptionalLong.empty(), OptionalLong.empty());
  }

  /**
   * The labels, and of each picture the scores of those that its result names, with what reviewers
   * confirm. Only of the newest checkpoint: others score otherwise.
   */
  Map<String, Object> of(String labelSet) {
    List<Result> newest = search.find(filter(labelSet, ""), Optional.empty(), 1).results();
    String checkpoint = newest.isEmpty() ? "" : newest.get(0).checkpoint();
    List<Result> results =
        newest.isEmpty()
            ? List.of()
            : search.find(filter(labelSet, checkpoint), Optional.empty(), MOST).results();
    Map<Result.Place, List<String>> said =
        verdicts.of(results.stream().map(Result::image).toList());
    Map<String, Integer> places = new LinkedHashMap<>();
    List<Object> pictures = new ArrayList<>();
    for (Result result : results) {
      List<List<Number>> scores = new ArrayList<>();
      for (Result.Tag tag : result.tags()) {
        scores.add(List.of(place(places, tag.label()), tag.score()));
      }
      List<String> confirmed = said.get(result.image());
      Map<String, Object> picture = new LinkedHashMap<>();
      picture.put("scores", scores);
      picture.put(
          "confirmed",
          confirmed == null ? null : confirmed.stream().map(l -> place(places, l)).toList());
      pictures.add(picture);
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("labels", List.copyOf(places.keySet()));
    shown.put("pictures", pictures);
    shown.put("checkpoint", checkpoint);
    shown.put("since", results.isEmpty() ? null : results.get(results.size() - 1).taggedAt());
    return shown;
  }

  private static int place(Map<String, Integer> places, String label) {
    return places.computeIfAbsent(label, name -> places.size());
  }
}
