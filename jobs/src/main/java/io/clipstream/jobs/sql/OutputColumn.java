package io.clipstream.jobs.sql;

import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.schemas.SettingException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

/** The columns that a model can have; a statement names those that it wants, in any order. */
enum OutputColumn {
  /** The best label; null for a rejected picture, like its score, similarity and tags. */
  LABEL(DataTypes.STRING()) {
    @Override
    Object of(List<ScoredLabel> tags) {
      return StringData.fromString(tags.get(0).label());
    }
  },
  SCORE(DataTypes.FLOAT()) {
    @Override
    Object of(List<ScoredLabel> tags) {
      return tags.get(0).score();
    }
  },
  SIMILARITY(DataTypes.FLOAT()) {
    @Override
    Object of(List<ScoredLabel> tags) {
      return tags.get(0).similarity();
    }
  },
  TAGS(
      DataTypes.ARRAY(
          DataTypes.ROW(
              DataTypes.FIELD("label", DataTypes.STRING()),
              DataTypes.FIELD("score", DataTypes.FLOAT()),
              DataTypes.FIELD("similarity", DataTypes.FLOAT())))) {
    @Override
    Object of(List<ScoredLabel> tags) {
      return array(tags);
    }
  },
  /** Why a picture was rejected, in a word; null for one that was tagged. */
  REJECTED(DataTypes.STRING()) {
    @Override
    Object of(Tagged.Rejected rejected) {
      return StringData.fromString(rejected.reason());
    }
  },
  /** Why a picture was rejected, for people. */
  MESSAGE(DataTypes.STRING()) {
    @Override
    Object of(Tagged.Rejected rejected) {
      return StringData.fromString(rejected.message());
    }
  };

  private final LogicalType type;

  OutputColumn(DataType type) {
    this.type = type.getLogicalType();
  }

  /** The value for a picture that was tagged. */
  Object of(List<ScoredLabel> tags) {
    return null;
  }

  /** The value for a picture that was rejected. */
  Object of(Tagged.Rejected rejected) {
    return null;
  }

  private static ArrayData array(List<ScoredLabel> tags) {
    return new GenericArrayData(
        tags.stream()
            .map(
                tag ->
                    (Object)
                        GenericRowData.of(
                            StringData.fromString(tag.label()), tag.score(), tag.similarity()))
            .toArray());
  }

  /** A row of these columns. */
  static RowData row(List<OutputColumn> columns, Tagged tagged) {
    GenericRowData row = new GenericRowData(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      OutputColumn column = columns.get(i);
      row.setField(i, tagged.match(tags -> column.of(tags.tags()), column::of));
    }
    return row;
  }

  /**
   * The columns of a model's {@code OUTPUT}.
   *
   * @throws SettingException if one has another name or type than it can have
   */
  static List<OutputColumn> of(ResolvedSchema output) {
    return output.getColumns().stream().map(OutputColumn::of).toList();
  }

  private static OutputColumn of(Column column) {
    LogicalType found = column.getDataType().getLogicalType();
    for (OutputColumn known : values()) {
      if (known.sqlName().equals(column.getName())) {
        if (!found.copy(true).equals(known.type)) {
          throw new SettingException(
              "OUTPUT column %s is %s, expected %s".formatted(column.getName(), found, known.type));
        }
        return known;
      }
    }
    throw new SettingException(
        "OUTPUT column '%s' is not known, expected some of: %s"
            .formatted(column.getName(), described()));
  }

  private String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String described() {
    return Arrays.stream(values())
        .map(column -> column.sqlName() + " " + column.type.asSummaryString())
        .collect(Collectors.joining(", "));
  }
}
