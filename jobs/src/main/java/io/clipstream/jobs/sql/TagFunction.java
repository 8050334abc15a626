package io.clipstream.jobs.sql;

import io.clipstream.operators.generation.Lease;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;

/** Tags the picture of one row at a time; the tagger behind it gathers them into batches. */
public final class TagFunction extends AsyncPredictFunction {
  private static final long serialVersionUID = 1L;

  private final SqlSettings settings;
  private final List<OutputColumn> columns;
  private transient Lease<SqlTagger> tagger;
  private transient SqlMetrics metrics;

  TagFunction(SqlSettings settings, List<OutputColumn> columns) {
    this.settings = settings;
    this.columns = List.copyOf(columns);
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    super.open(context);
    metrics = new SqlMetrics(context.getMetricGroup());
    tagger = SharedTaggers.acquire(settings);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncPredict(RowData input) {
    byte[] image = input.isNullAt(0) ? null : input.getBinary(0);
    metrics.arrived();
    long start = System.nanoTime();
    return tagger
        .get()
        .tag(image)
        .thenApply(
            tagged -> {
              metrics.done(tagged, System.nanoTime() - start);
              return List.of(OutputColumn.row(columns, tagged));
            });
  }

  @Override
  public void close() throws Exception {
    if (tagger != null) {
      tagger.close();
    }
    super.close();
  }
}
