package io.clipstream.schemas.codec;

import static io.clipstream.schemas.codec.Writers.changed;
import static io.clipstream.schemas.codec.Writers.json;
import static io.clipstream.schemas.codec.Writers.remove;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.ReviewDecision;
import io.clipstream.schemas.Samples;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.codec.Decoding.Reason;
import io.clipstream.schemas.registry.FakeRegistry;
import io.clipstream.schemas.registry.RegistrySettings;
import io.clipstream.schemas.registry.SchemaRegistry;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class EvolutionTest {
  private static final Schema LABELS = LabelSet.getClassSchema();

  @Test
  void aRecordOfAnOlderWriterIsReadWithDefaultsForWhatItLacks() {
    Schema old =
        changed(
            LABELS,
            json -> {
              remove(json, "description");
              remove(json, "backgroundPrompts");
              remove(json, "updatedAt");
            });
    AvroCodec<LabelSet> codec =
        AvroCodec.singleObject(LabelSet.class, SchemaHistory.of(LabelSet.class).with(old));
    LabelSet read = ok(codec.decode(Writers.singleObject(old, Writers.binary(sample(old)))));
    assertThat(read)
        .isEqualTo(
            LabelSet.newBuilder(Samples.labelSet())
                .setDescription(null)
                .setBackgroundPrompts(List.of())
                .setUpdatedAt(null)
                .build());
    assertThat(ok(codec.decode(codec.encode(read)))).isEqualTo(read);
  }

  @Test
  void aRecordOfANewerWriterIsReadThroughTheRegistryWithoutItsNewField() throws Exception {
    Schema newer =
        changed(
            LABELS,
            json ->
                ((ArrayNode) json.get("fields"))
                    .insert(
                        2,
                        json("{'name':'note','type':'string','default':'?'}".replace('\'', '"'))));
    assertThat(ok(throughRegistry(LabelSet.class, newer, sample(newer))))
        .isEqualTo(Samples.labelSet());
  }

  @Test
  void aNewerWritersRecordIsUnknownToAReaderWithoutRegistry() {
    Schema newer = changed(LABELS, json -> remove(json, "description"));
    byte[] value = Writers.singleObject(newer, Writers.binary(sample(newer)));
    Decoding<LabelSet> decoding = AvroCodec.singleObject(LabelSet.class).decode(value);
    assertThat(decoding).isInstanceOf(Decoding.Failed.class);
    Decoding.Failed<LabelSet> failed = (Decoding.Failed<LabelSet>) decoding;
    assertThat(failed.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA);
    assertThat(failed.message()).contains("LabelSet").containsPattern("begins c3 01 .. ..");
  }

  @Test
  void aDecisionThatIsNewerThanTheReaderBecomesReview() throws Exception {
    Schema newer =
        changed(
            ReviewDecision.getClassSchema(), json -> symbols(json, "decision").add("QUARANTINE"));
    GenericRecord record =
        Writers.rewrite(
            ReviewDecision.getClassSchema(),
            newer,
            AvroCodec.singleObject(ReviewDecision.class).encode(Samples.reviewDecision()));
    Schema decision = newer.getField("decision").schema();
    record.put("decision", new GenericData.EnumSymbol(decision, "QUARANTINE"));
    ReviewDecision read = ok(throughRegistry(ReviewDecision.class, newer, record));
    assertThat(read.getDecision()).isEqualTo(io.clipstream.schemas.Decision.REVIEW);
  }

  @Test
  void aLabelSetWithANewerScoringIsReadAndRefused() throws Exception {
    Schema newer = changed(LABELS, json -> symbols(json, "scoring").add("HIERARCHICAL"));
    GenericRecord record = sample(newer);
    Schema scoring = newer.getField("scoring").schema();
    record.put("scoring", new GenericData.EnumSymbol(scoring, "HIERARCHICAL"));
    LabelSet read = ok(throughRegistry(LabelSet.class, newer, record));
    assertThat(read.getScoring()).isEqualTo(Scoring.UNKNOWN);
    assertThat(LabelSets.validate(read))
        .containsExactly(
            "label set 'animals' revision 7: scoring is not known here, expected SOFTMAX,"
                + " INDEPENDENT or PAIRWISE");
  }

  @Test
  void aSchemaThatHasNothingToDoWithOursIsIncompatible() throws Exception {
    Schema other =
        new Schema.Parser()
            .parse(
                "{'type':'record','name':'Invoice','fields':[{'name':'sum','type':'long'}]}"
                    .replace('\'', '"'));
    GenericRecord invoice = new GenericData.Record(other);
    invoice.put("sum", 7L);
    Decoding<LabelSet> decoding = throughRegistry(LabelSet.class, other, invoice);
    assertThat(decoding).isInstanceOf(Decoding.Failed.class);
    assertThat(((Decoding.Failed<LabelSet>) decoding).reason())
        .isEqualTo(Reason.INCOMPATIBLE_SCHEMA);
    assertThat(((Decoding.Failed<LabelSet>) decoding).message()).contains("Invoice", "LabelSet");
  }

  private static ArrayNode symbols(ObjectNode schema, String fieldName) {
    for (var field : schema.get("fields")) {
      if (field.get("name").asText().equals(fieldName)) {
        return (ArrayNode) field.get("type").get("symbols");
      }
    }
    throw new IllegalArgumentException(fieldName);
  }

  private static GenericRecord sample(Schema writer) {
    byte[] ours = AvroCodec.singleObject(LabelSet.class).encode(Samples.labelSet());
    return Writers.rewrite(LABELS, writer, ours);
  }

  private static <T extends SpecificRecord> Decoding<T> throughRegistry(
      Class<T> type, Schema writer, GenericRecord record) throws Exception {
    try (FakeRegistry registry = new FakeRegistry()) {
      int id = registry.add("topic-value", writer.toString());
      SchemaRegistry client = new SchemaRegistry(RegistrySettings.of(registry.url()));
      return AvroCodec.confluent(type, client, "topic-value")
          .decode(Writers.confluent(id, Writers.binary(record)));
    }
  }

  private static <T> T ok(Decoding<T> decoding) {
    assertThat(decoding).isInstanceOf(Decoding.Ok.class);
    return ((Decoding.Ok<T>) decoding).value();
  }
}
