package io.clipstream.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every schema that a record type has had, found by fingerprint (CRC-64-AVRO of the parsing
 * canonical form). The versions are the resources {@code history/NAME/v1.avsc}, {@code v2.avsc} and
 * so on beside the type's class: a new version is a new file. Immutable.
 */
public final class SchemaHistory {
  private final List<Schema> versions;
  private final Map<Long, Schema> byFingerprint = new HashMap<>();

  private SchemaHistory(List<Schema> versions, Schema current) {
    this.versions = List.copyOf(versions);
    this.versions.forEach(this::add);
    add(current);
  }

  /**
   * The history of a generated record type.
   *
   * @throws IllegalStateException if a resource holds no schema
   */
  public static SchemaHistory of(Class<? extends SpecificRecord> type) {
    List<Schema> versions = new ArrayList<>();
    for (Optional<Schema> v = load(type, 1); v.isPresent(); v = load(type, versions.size() + 1)) {
      versions.add(v.get());
    }
    return new SchemaHistory(versions, SpecificData.get().getSchema(type));
  }

  /** This history and one more schema that writers may have used, for example of a private fork. */
  public SchemaHistory with(Schema schema) {
    List<Schema> more = new ArrayList<>(versions);
    more.addAll(byFingerprint.values());
    return new SchemaHistory(more, schema);
  }

  /** The versions, oldest first; version n is at n - 1. */
  public List<Schema> versions() {
    return versions;
  }

  /** The schema of this fingerprint. */
  public Optional<Schema> find(long fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint));
  }

  private void add(Schema schema) {
    byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema);
  }

  private static Optional<Schema> load(Class<?> type, int version) {
    String name = "history/" + type.getSimpleName() + "/v" + version + ".avsc";
    try (InputStream in = type.getResourceAsStream(name)) {
      return in == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(in));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    } catch (RuntimeException e) {
      throw new IllegalStateException("resource " + name + " holds no Avro schema", e);
    }
  }
}
