package io.clipstream.schemas.codec;

import java.util.IdentityHashMap;
import org.apache.avro.Schema;

/**
 * How large a schema is once every record in it is written out where it is used: what Avro's
 * readers do, so that a schema of thirty records that each use the one before twice would take all
 * memory. Counted in time linear in the schema.
 */
final class SchemaSize {
  /** A thousand times the largest of ours. */
  static final long LIMIT = 100_000;

  /** Deeper than this no schema of a person's is; Avro's readers recurse once a level. */
  static final int MAX_DEPTH = 200;

  private final IdentityHashMap<Schema, Long> known = new IdentityHashMap<>();
  private int depth;
  private boolean isTooDeep;

  private SchemaSize() {}

  /** Whether a reader can be made for it. */
  static boolean isReadable(Schema schema) {
    SchemaSize size = new SchemaSize();
    return size.of(schema) <= LIMIT && !size.isTooDeep;
  }

  private long of(Schema schema) {
    Long size = known.get(schema);
    if (size != null) {
      return size;
    }
    if (depth >= MAX_DEPTH) {
      isTooDeep = true;
      return 1;
    }
    known.put(schema, 1L); // where a record uses itself
    depth++;
    long whole = Math.min(LIMIT + 1, 1 + parts(schema));
    depth--;
    known.put(schema, whole);
    return whole;
  }

  private long parts(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> schema.getFields().stream().mapToLong(field -> of(field.schema())).sum();
      case UNION -> schema.getTypes().stream().mapToLong(this::of).sum();
      case ARRAY -> of(schema.getElementType());
      case MAP -> of(schema.getValueType());
      default -> 0;
    };
  }
}
