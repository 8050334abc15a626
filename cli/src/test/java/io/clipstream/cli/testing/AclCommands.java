package io.clipstream.cli.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The commands of docs/security.md that give rights, read as kafka-acls.sh reads them. */
public final class AclCommands {
  private static final Path PAGE = Path.of("../docs/security.md");
  private static final String COMMAND = "    acl --allow-principal ";

  private final List<String> operations = new ArrayList<>();
  private final List<Resource> resources = new ArrayList<>();
  private String principal = "";
  private PatternType pattern = PatternType.LITERAL;

  private AclCommands() {}

  /** The rights that the page gives. */
  public static List<AclBinding> ofPage() throws IOException {
    List<AclBinding> all = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith(COMMAND)) {
        all.addAll(new AclCommands().read(line.strip().split(" ")));
      }
    }
    return all;
  }

  private List<AclBinding> read(String... words) {
    for (int i = 1; i < words.length; i++) {
      switch (words[i]) {
        case "--allow-principal" -> principal = words[++i];
        case "--operation" -> operations.add(words[++i]);
        case "--topic" -> resources.add(new Resource(ResourceType.TOPIC, words[++i]));
        case "--group" -> resources.add(new Resource(ResourceType.GROUP, words[++i]));
        case "--transactional-id" ->
            resources.add(new Resource(ResourceType.TRANSACTIONAL_ID, words[++i]));
        case "--cluster" ->
            resources.add(new Resource(ResourceType.CLUSTER, Resource.CLUSTER_NAME));
        case "--resource-pattern-type" ->
            pattern = PatternType.valueOf(words[++i].toUpperCase(Locale.ROOT));
        default -> throw new IllegalArgumentException("kafka-acls.sh has no " + words[i]);
      }
    }
    return bindings();
  }

  /** Each operation on each resource. */
  private List<AclBinding> bindings() {
    List<AclBinding> bindings = new ArrayList<>();
    for (Resource resource : resources) {
      for (String operation : operations) {
        bindings.add(
            new AclBinding(
                new ResourcePattern(resource.resourceType(), resource.name(), pattern),
                new AccessControlEntry(
                    principal, "*", operation(operation), AclPermissionType.ALLOW)));
      }
    }
    return bindings;
  }

  private static AclOperation operation(String word) {
    return AclOperation.valueOf(
        word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
  }
}
