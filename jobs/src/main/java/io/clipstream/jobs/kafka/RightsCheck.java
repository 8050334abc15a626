package io.clipstream.jobs.kafka;

import static java.util.stream.Collectors.groupingBy;

import io.clipstream.schemas.ResourceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * Which rights the user of some settings lacks, as the broker tells it: of topics and the cluster
 * each right, of groups and transactional ids that are not there yet whether they could be seen,
 * which all other rights on them imply. It changes nothing.
 */
public final class RightsCheck {
  /** Stands for an id that begins with a prefix; nobody makes one of that name. */
  private static final String SOME = "rights";

  private final Admin admin;

  private RightsCheck(Admin admin) {
    this.admin = admin;
  }

  /**
   * Those that the user lacks. What is not there, or of which the broker tells nothing, lacks
   * nothing.
   *
   * @throws ExecutionException if the broker does not answer
   */
  public static List<Right> missing(Admin admin, Collection<Right> needed)
      throws ExecutionException, InterruptedException {
    RightsCheck check = new RightsCheck(admin);
    Map<ResourcePattern, List<Right>> byResource =
        needed.stream()
            .collect(groupingBy(Right::resource, LinkedHashMap::new, Collectors.toList()));
    List<Right> missing = new ArrayList<>();
    for (Map.Entry<ResourcePattern, List<Right>> rights : byResource.entrySet()) {
      Optional<Set<AclOperation>> held = check.held(rights.getKey());
      rights.getValue().stream()
          .filter(right -> held.isPresent() && !held.get().contains(right.operation()))
          .forEach(missing::add);
    }
    return missing;
  }

  /**
   * Holds that a job may do what it will do, before it starts.
   *
   * @param who of the roles in docs/security.md
   * @throws ResourceException naming every right that is missing
   */
  public static void require(KafkaSettings kafka, String who, Collection<Right> needed) {
    List<Right> missing;
    try (Admin admin = Admin.create(kafka.properties(TopicState.CLIENT_TIMEOUTS))) {
      missing = missing(admin, needed);
    } catch (ExecutionException e) {
      throw TopicState.unreachable(kafka, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while looking at rights", e);
    }
    if (!missing.isEmpty()) {
      throw new ResourceException(
          "Kafka at %s: the user of this %s lacks %s; docs/security.md has the commands that give it"
              .formatted(
                  kafka.bootstrapServers(),
                  who,
                  String.join(", ", missing.stream().map(Right::toString).toList())));
    }
  }

  /** What may be done with a resource; empty if it is not known. */
  private Optional<Set<AclOperation>> held(ResourcePattern resource)
      throws ExecutionException, InterruptedException {
    String name = resource.name();
    return switch (resource.resourceType()) {
      case TOPIC ->
          answer(
              admin
                  .describeTopics(
                      List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                  .topicNameValues()
                  .get(name)
                  .thenApply(topic -> topic.authorizedOperations()));
      case GROUP ->
          answer(
              admin
                  .describeConsumerGroups(
                      List.of(name),
                      new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                  .describedGroups()
                  .get(name)
                  .thenApply(group -> group.authorizedOperations()));
      case TRANSACTIONAL_ID ->
          answer(
              admin
                  .describeTransactions(List.of(name + SOME))
                  .description(name + SOME)
                  .thenApply(transaction -> null));
      case CLUSTER ->
          answer(
              admin
                  .describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                  .authorizedOperations());
      default -> throw new IllegalArgumentException("no such right is needed: " + resource);
    };
  }

  private static Optional<Set<AclOperation>> answer(KafkaFuture<Set<AclOperation>> held)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.ofNullable(held.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.of(Set.of());
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof GroupIdNotFoundException
          || e.getCause() instanceof TransactionalIdNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
