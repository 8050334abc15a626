package io.clipstream.jobs.sql;

import io.clipstream.schemas.SettingException;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.ml.AsyncPredictRuntimeProvider;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Makes models of {@code CREATE MODEL ... WITH ('provider' = 'clipstream', ...)}. */
public final class ClipstreamModelFactory implements ModelProviderFactory {
  /** What {@code 'provider'} names. */
  public static final String IDENTIFIER = "clipstream";

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return SqlOptions.required();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return SqlOptions.optional();
  }

  @Override
  public ModelProvider createModelProvider(Context context) {
    FactoryUtil.ModelProviderFactoryHelper helper =
        FactoryUtil.createModelProviderFactoryHelper(this, context);
    helper.validate();
    SqlSettings settings = SqlSettings.from(helper.getOptions());
    checkInput(context.getCatalogModel().getResolvedInputSchema());
    return new Provider(
        settings, OutputColumn.of(context.getCatalogModel().getResolvedOutputSchema()));
  }

  private static void checkInput(ResolvedSchema input) {
    List<Column> columns = input.getColumns();
    if (columns.size() != 1
        || !columns.get(0).getDataType().getLogicalType().is(LogicalTypeRoot.VARBINARY)) {
      throw new SettingException("INPUT is " + input + ", expected one column of BYTES");
    }
  }

  /** A model whose rows are predicted in batches, and so asynchronously. */
  private record Provider(SqlSettings settings, List<OutputColumn> columns)
      implements AsyncPredictRuntimeProvider {
    @Override
    public AsyncPredictFunction createAsyncPredictFunction(Context context) {
      return new TagFunction(settings, columns);
    }

    @Override
    public ModelProvider copy() {
      return this;
    }
  }
}
