package io.clipstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.registry.RegistryHttp.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Schemas by id and ids by schema, from any registry that speaks Confluent's HTTP interface.
 *
 * <p>What the registry said is remembered: an id always means the same schema, and an id that it
 * does not know is not asked again for a while, so that one broken producer does not become a flood
 * of requests. Safe for use by many threads; they take turns at the network.
 */
public final class SchemaRegistry {
  /** A schema by its id. */
  public sealed interface Lookup {}

  /** The registry has it. */
  public record Found(Schema schema) implements Lookup {}

  /** The registry says that it has none, or none that can be read here. */
  public record Missing(String message) implements Lookup {}

  private static final int NOT_FOUND = 404;
  private static final int UNKNOWN_SUBJECT = 40401;
  private static final int UNKNOWN_SCHEMA = 40403;

  private record Written(String subject, long fingerprint) {}

  private record Asked(int id, Set<String> subjects) {}

  private final RegistrySettings settings;
  private final RegistryHttp http;
  private final Map<Asked, Found> found = new ConcurrentHashMap<>();
  private final Map<Written, Integer> written = new ConcurrentHashMap<>();
  private final MissingIds missing;

  public SchemaRegistry(RegistrySettings settings) {
    this(settings, System::nanoTime);
  }

  SchemaRegistry(RegistrySettings settings, LongSupplier nanoClock) {
    this.settings = settings;
    this.http = new RegistryHttp(settings);
    this.missing = new MissingIds(settings.forgetMissingAfter(), nanoClock);
  }

  /**
   * The id of a schema under a subject; registers it first where the settings say so.
   *
   * @throws RegistryException if the registry fails, refuses the schema or does not know it
   */
  public int idOf(String subject, Schema schema) {
    Written key = new Written(subject, SchemaNormalization.parsingFingerprint64(schema));
    Integer known = written.get(key);
    return known != null ? known : askForId(key, schema);
  }

  /**
   * The schema of an id, if it is registered under one of the subjects: whoever may write to a
   * topic can name any id of the registry. A registry that cannot say to which subjects an id
   * belongs is believed.
   *
   * @throws RegistryException if the registry fails; a schema that is not there is a {@link
   *     Missing}
   */
  public Lookup byId(int id, Set<String> subjects) {
    Asked asked = new Asked(id, Set.copyOf(subjects));
    Found known = found.get(asked);
    return known != null ? known : askForSchema(asked);
  }

  private synchronized int askForId(Written key, Schema schema) {
    Integer known = written.get(key); // another thread may have asked meanwhile
    if (known != null) {
      return known;
    }
    Answer answer = http.post(path(key.subject()), body(schema));
    JsonNode id = answer.body().path("id");
    if (answer.status() != 200 || !id.isInt()) {
      throw http.unexpected(answer, hint(answer, key.subject()));
    }
    written.put(key, id.intValue());
    return id.intValue();
  }

  private String path(String subject) {
    String name = URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    return "/subjects/" + name + (settings.register() ? "/versions" : "");
  }

  private static String body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString()).toString();
  }

  private static String hint(Answer answer, String subject) {
    if (answer.status() == 409) {
      return "the schema does not fit the earlier ones of subject "
          + Quoting.quote(subject)
          + "; see the subject's compatibility rule";
    }
    if (answer.errorCode() == UNKNOWN_SUBJECT || answer.errorCode() == UNKNOWN_SCHEMA) {
      return "subject "
          + Quoting.quote(subject)
          + " does not hold this schema; register it or let the job register it";
    }
    return "";
  }

  private synchronized Lookup askForSchema(Asked asked) {
    Found known = found.get(asked);
    if (known != null) {
      return known;
    }
    return missing.find(asked.id()).<Lookup>map(Missing::new).orElseGet(() -> fetch(asked));
  }

  private Lookup fetch(Asked asked) {
    int id = asked.id();
    if (id < 0) {
      return new Missing("schema id " + id + " is negative, expected 0 or more");
    }
    Answer answer = http.get("/schemas/ids/" + id);
    if (answer.status() == NOT_FOUND && answer.errorCode() == UNKNOWN_SCHEMA) {
      return remember(id, "schema id " + id + " is not known to the registry at " + settings.url());
    }
    if (answer.isTooLong()) {
      return remember(
          id, "schema id " + id + " is longer than " + RegistryHttp.MAX_ANSWER_BYTES + " bytes");
    }
    if (answer.status() != 200) {
      throw http.unexpected(answer, "");
    }
    Lookup schema = understand(id, answer);
    return schema instanceof Found read ? ofSubject(asked, read) : schema;
  }

  private Lookup ofSubject(Asked asked, Found schema) {
    // Deleted ones too: records outlive the subject that their schema was registered under.
    Answer answer = http.get("/schemas/ids/" + asked.id() + "/subjects?deleted=true");
    if (answer.status() >= 500) {
      throw http.unexpected(answer, "");
    }
    List<String> names = new ArrayList<>();
    answer.body().forEach(name -> names.add(name.asText()));
    boolean says = answer.status() == 200 && answer.body().isArray();
    if (says && Collections.disjoint(names, asked.subjects())) {
      return remember(
          asked.id(),
          "schema id %d belongs to subject %s, expected %s"
              .formatted(
                  asked.id(),
                  Quoting.clip(String.join(", ", names)),
                  String.join(" or ", new TreeSet<>(asked.subjects()))));
    }
    found.put(asked, schema);
    return schema;
  }

  private Lookup understand(int id, Answer answer) {
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      return remember(id, "schema id %d is %s, expected AVRO".formatted(id, Quoting.clip(type)));
    }
    if (!answer.body().path("references").isEmpty()) {
      return remember(id, "schema id " + id + " refers to other schemas, which is not read here");
    }
    JsonNode text = answer.body().path("schema");
    if (!text.isTextual()) {
      throw http.unexpected(answer, "expected a field 'schema' with the schema as text");
    }
    return parse(id, text.textValue());
  }

  private Lookup parse(int id, String text) {
    try {
      return new Found(new Schema.Parser().parse(text));
    } catch (RuntimeException | StackOverflowError e) {
      String why = Quoting.clip(String.valueOf(e.getMessage()));
      return remember(id, "schema id " + id + " is no Avro schema that can be read here: " + why);
    }
  }

  private Missing remember(int id, String message) {
    missing.add(id, message);
    return new Missing(message);
  }
}
