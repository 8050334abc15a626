package io.clipstream.dashboard.export;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.review.Review;
import io.clipstream.dashboard.review.ReviewedResults;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.ResultFilter;
import io.clipstream.dashboard.store.ResultSearch;
import io.clipstream.schemas.Topic;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Results of a filter as a table or as lines of JSON. They are read a page at a time and written as
 * they are read, so that no export holds more than a page, and none holds a transaction.
 */
public final class ExportFeature implements Feature {
  private static final int PAGE = 500;
  private static final int USUAL = 100_000;
  private static final int MOST = 1_000_000;
  private static final int AT_ONCE = 2;

  private final ResultSearch search;
  private final ReviewedResults reviewed;
  private final Semaphore running = new Semaphore(AT_ONCE);

  public ExportFeature(KafkaAccess kafka, IndexDatabase index) {
    this.search = new ResultSearch(index.jdbi(), kafka.name(Topic.TAGS));
    this.reviewed = new ReviewedResults(index);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        described(
            Route.get(
                    "/api/export.csv",
                    "Results of a filter with their reviews, newest first, as a table of commas.",
                    context -> export(context, "csv", ExportColumns.header(), ExportColumns::line))
                .answers("text/csv")),
        described(
            Route.get(
                    "/api/export.jsonl",
                    "Results of a filter with their reviews, newest first, an object a line.",
                    context -> export(context, "jsonl", "", ExportFeature::object))
                .answers("application/jsonl")));
  }

  private static Route described(Route route) {
    return Asked.describe(route)
        .query("limit", "integer", "Results at most, 1 to 1000000; 100000 by default.");
  }

  private static String object(Exported exported) {
    return new String(Json.bytes(ExportColumns.fields(exported)), StandardCharsets.UTF_8) + "\n";
  }

  private void export(
      Context context, String ending, String header, Function<Exported, String> line)
      throws IOException {
    ResultFilter filter = Asked.filter(context);
    int limit = Asked.number(context, "limit", USUAL, 1, MOST);
    if (!running.tryAcquire()) {
      throw new ServiceUnavailableResponse("two exports run already; try again when one is done");
    }
    try {
      context.res().setContentType(ending.equals("csv") ? "text/csv" : "application/jsonl");
      context.res().setCharacterEncoding("UTF-8");
      context.header(
          "Content-Disposition", "attachment; filename=\"clipstream-results." + ending + "\"");
      OutputStream out = context.res().getOutputStream();
      out.write(header.getBytes(StandardCharsets.UTF_8));
      write(out, filter, limit, line);
    } finally {
      running.release();
    }
  }

  private void write(
      OutputStream out, ResultFilter filter, int limit, Function<Exported, String> line)
      throws IOException {
    Optional<ResultSearch.Cursor> cursor = Optional.empty();
    int left = limit;
    do {
      ResultSearch.Page page = search.look(filter, cursor, Math.min(PAGE, left));
      StringBuilder lines = new StringBuilder();
      Map<Long, List<Review>> reviews = reviewed.of(page.results());
      page.results()
          .forEach(
              result -> lines.append(line.apply(new Exported(result, reviews.get(result.id())))));
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      left -= page.results().size();
      cursor = page.next();
    } while (left > 0 && cursor.isPresent());
    out.flush();
  }
}
