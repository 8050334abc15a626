package io.clipstream.jobs.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A right on a resource of Kafka.
 *
 * @param resource one by its name, or all that begin so
 */
public record Right(ResourcePattern resource, AclOperation operation) {
  /** Rights on a topic. */
  public static List<Right> topic(String name, AclOperation... operations) {
    return of(new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL), operations);
  }

  /** Rights on the consumer groups whose names begin so. */
  public static List<Right> groups(String prefix, AclOperation... operations) {
    return of(new ResourcePattern(ResourceType.GROUP, prefix, PatternType.PREFIXED), operations);
  }

  /** Rights on the transactional ids that begin so. */
  public static List<Right> transactions(String prefix, AclOperation... operations) {
    ResourceType type = ResourceType.TRANSACTIONAL_ID;
    return of(new ResourcePattern(type, prefix, PatternType.PREFIXED), operations);
  }

  /** Rights on the cluster as a whole. */
  public static List<Right> cluster(AclOperation... operations) {
    String name = Resource.CLUSTER_NAME;
    return of(new ResourcePattern(ResourceType.CLUSTER, name, PatternType.LITERAL), operations);
  }

  private static List<Right> of(ResourcePattern resource, AclOperation... operations) {
    List<Right> rights = new ArrayList<>();
    for (AclOperation operation : operations) {
      rights.add(new Right(resource, operation));
    }
    return rights;
  }

  /** The options of kafka-acls.sh that give it. */
  public String option() {
    String prefixed =
        resource.patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
    String name = resource.resourceType() == ResourceType.CLUSTER ? "" : " " + resource.name();
    return "--operation " + word() + " --" + type('-') + name + prefixed;
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    for (String part : operation.name().split("_")) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }

  private String type(char between) {
    return resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', between);
  }

  /** In words: {@code READ on topic images.events.v1}. */
  @Override
  public String toString() {
    return switch (resource.patternType()) {
      case PREFIXED -> operation + " on each " + type(' ') + " that begins with " + resource.name();
      default ->
          resource.resourceType() == ResourceType.CLUSTER
              ? operation + " on the cluster"
              : operation + " on " + type(' ') + " " + resource.name();
    };
  }
}
