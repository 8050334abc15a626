package io.clipstream.jobs.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.model.zeroshot.Scoring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real SQL, planned by Flink and run in its mini cluster. */
class MlPredictTest {
  private static final int PICTURES = 40;
  private static final int GARBAGE = 40;
  private static final int NULL = 41;
  private static final String OUTPUT =
      "label STRING, score FLOAT, similarity FLOAT, "
          + "tags ARRAY<ROW<label STRING, score FLOAT, similarity FLOAT>>, "
          + "rejected STRING, message STRING";

  @TempDir static Path dir;
  private static Path checkpoint;
  private static final List<byte[]> LEVELS = new ArrayList<>();

  private TableEnvironment sql;

  @BeforeAll
  static void makeCheckpoint() throws Exception {
    checkpoint = SmallCheckpoint.write(dir.resolve("checkpoint"), 7).directory();
    Random random = new Random(3);
    for (int i = 0; i < PICTURES; i++) {
      byte[] levels = new byte[3 * SmallCheckpoint.SIDE * SmallCheckpoint.SIDE];
      random.nextBytes(levels);
      LEVELS.add(levels);
    }
  }

  @BeforeEach
  void makeTable() {
    Configuration config = new Configuration();
    config.setString("table.exec.async-ml-predict.max-concurrent-operations", "16");
    config.setString("parallelism.default", "2");
    config.setString("restart-strategy.type", "none");
    sql =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(config).build());
    List<Row> rows = new ArrayList<>();
    for (byte[] levels : LEVELS) {
      rows.add(Row.of(rows.size(), Preprocessor.png(levels, SmallCheckpoint.SIDE)));
    }
    rows.add(Row.of(GARBAGE, "no picture".getBytes(UTF_8)));
    rows.add(Row.of(NULL, null));
    sql.createTemporaryView(
        "pictures",
        sql.fromValues(
            DataTypes.ROW(
                DataTypes.FIELD("id", DataTypes.INT()),
                DataTypes.FIELD("image", DataTypes.BYTES())),
            rows));
  }

  private void model(String output, String options) {
    sql.executeSql(
        "CREATE TEMPORARY MODEL m INPUT (image BYTES) OUTPUT (%s) WITH ('provider' = 'clipstream', 'checkpoint' = '%s', %s)"
            .formatted(output, checkpoint.toUri(), options));
  }

  private Map<Integer, Row> predict(String columns) throws Exception {
    String query =
        "SELECT id, " + columns + " FROM ML_PREDICT(TABLE pictures, MODEL m, DESCRIPTOR(image))";
    Map<Integer, Row> rows = new HashMap<>();
    try (CloseableIterator<Row> results = sql.executeSql(query).collect()) {
      results.forEachRemaining(row -> rows.put((Integer) row.getField(0), row));
    }
    return rows;
  }

  private static List<List<ScoredLabel>> expected(PromptedLabels set, int top) {
    try (Clip clip = Clip.load(checkpoint, Device.cpu());
        LabelBank bank = new LabelBank(clip, set);
        NDManager scope = clip.newScope()) {
      return bank.rank(clip.encodeImages(scope, LEVELS), top);
    }
  }

  private static void assertTag(ScoredLabel tag, Object label, Object score, Object similarity) {
    assertThat(label).isEqualTo(tag.label());
    assertThat((Float) score).isCloseTo(tag.score(), within(1e-5f));
    assertThat((Float) similarity).isCloseTo(tag.similarity(), within(1e-5f));
  }

  @Test
  void rowsAreTaggedAsTheLabelBankDoesAndBadPicturesDoNotFailTheQuery() throws Exception {
    model(OUTPUT, "'labels' = 'cat, dog,house', 'top' = '2', 'batch.size' = '8'");

    Map<Integer, Row> rows = predict("label, score, similarity, tags, rejected, message");

    PromptTemplates photo = PromptTemplates.named("photo");
    List<List<ScoredLabel>> tags =
        expected(PromptedLabels.of(List.of("cat", "dog", "house"), photo, Scoring.SOFTMAX), 2);
    assertThat(rows).hasSize(PICTURES + 2);
    for (int id = 0; id < PICTURES; id++) {
      Row row = rows.get(id);
      List<ScoredLabel> own = tags.get(id);
      assertTag(own.get(0), row.getField(1), row.getField(2), row.getField(3));
      Row[] all = (Row[]) row.getField(4);
      assertThat(all).hasSize(2);
      assertTag(own.get(1), all[1].getField(0), all[1].getField(1), all[1].getField(2));
      assertThat(row.getField(5)).isNull();
      assertThat(row.getField(6)).isNull();
    }
    assertRejected(rows.get(GARBAGE), "UNKNOWN_FORMAT");
    assertRejected(rows.get(NULL), "EMPTY");
    assertThat(SharedTaggers.size()).as("taggers left loaded").isZero();
  }

  private static void assertRejected(Row row, String reason) {
    assertThat(Arrays.asList(1, 2, 3, 4)).allSatisfy(i -> assertThat(row.getField(i)).isNull());
    assertThat(row.getField(5)).isEqualTo(reason);
    assertThat((String) row.getField(6)).isNotBlank();
  }

  @Test
  void aModelHasTheColumnsThatAreAskedForAndTakesLabelsFromAFile() throws Exception {
    Path labels = Files.writeString(dir.resolve("labels.txt"), "# animals\ncat\n\ndog\n");
    Path templates = Files.writeString(dir.resolve("templates.txt"), "a drawing of {}\n{}\n");
    model(
        "score FLOAT, label STRING",
        "'label-file' = '%s', 'templates' = '%s', 'scoring' = 'independent'"
            .formatted(labels, templates));

    Map<Integer, Row> rows = predict("score, label");

    PromptedLabels set =
        PromptedLabels.of(
            List.of("cat", "dog"), PromptTemplates.load(templates), Scoring.INDEPENDENT);
    List<List<ScoredLabel>> tags = expected(set, 1);
    for (int id = 0; id < PICTURES; id++) {
      ScoredLabel best = tags.get(id).get(0);
      assertTag(best, rows.get(id).getField(2), rows.get(id).getField(1), best.similarity());
    }
    assertThat(rows.get(GARBAGE).getField(1)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label STRING | 'labels' = '' | there are no labels",
        "label STRING | 'labels' = 'a,a' | label 'a' stands in the set twice",
        "label STRING | 'top' = '3' | expected one of the options labels and label-file",
        "label STRING | 'labels' = 'a', 'label-file' = 'b' | expected one of the options",
        "label STRING | 'label-file' = '/no/such' | the labels cannot be read",
        "label STRING | 'labels' = 'a', 'scoring' = 'best' | scoring is 'best'",
        "label STRING | 'labels' = 'a', 'templates' = 'none' | prompt templates 'none'",
        "label STRING | 'labels' = 'a', 'top' = '0' | top is 0, expected 1 or more",
        "label STRING | 'labels' = 'a', 'device' = 'cpu', 'precision' = 'fp16' | precision is FP16, which is for CUDA, but the device is cpu",
        "label STRING | 'labels' = 'a', 'precision' = 'fp7' | precision",
        "label STRING | 'labels' = 'a', 'tpo' = '1' | Unsupported options",
        "label INT | 'labels' = 'a' | OUTPUT column label is INT, expected STRING",
        "tag STRING | 'labels' = 'a' | OUTPUT column 'tag' is not known, expected some of: label",
      })
  void aModelThatCannotBeIsRefused(String output, String options, String message) {
    assertThatThrownBy(
            () -> {
              model(output, options);
              predict("*");
            })
        .satisfies(e -> assertThat(ExceptionUtils.stringifyException(e)).contains(message));
  }

  @Test
  void aCheckpointThatIsNotThereFailsTheQueryAndIsNamed() {
    sql.executeSql(
        "CREATE TEMPORARY MODEL m INPUT (image BYTES) OUTPUT (label STRING) WITH ('provider' = 'clipstream', 'checkpoint' = '/no/such', 'labels' = 'a')");
    assertThatThrownBy(() -> predict("label"))
        .satisfies(e -> assertThat(ExceptionUtils.stringifyException(e)).contains("/no/such"));
  }
}
