package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.cli.testing.AclCommands;
import io.clipstream.cli.testing.SecuredKafka;
import io.clipstream.jobs.kafka.Right;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.model.testing.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A secured Kafka with a user for each role, who has the rights that docs/security.md gives it.
 *
 * @param rights of all roles
 */
record KafkaRoles(Path folder, SecuredKafka kafka, List<AclBinding> rights)
    implements AutoCloseable {
  static KafkaRoles start(Path folder) throws Exception {
    KafkaRoles roles = new KafkaRoles(folder, SecuredKafka.start(folder), AclCommands.ofPage());
    for (KafkaRole role : KafkaRole.values()) {
      roles.kafka.addUser(role.toString());
    }
    roles.kafka.give(roles.rights);
    return roles;
  }

  CommandRun as(KafkaRole role, String... arguments) {
    return CommandRun.of(
        Stream.concat(Stream.of(arguments), kafka.options(role.toString()).stream()).toArray());
  }

  static String job(KafkaRole role) {
    return switch (role) {
      case TRAINING -> "shop-learner";
      case CONSUMER -> "tags";
      default -> "shop";
    };
  }

  CommandRun doctor(KafkaRole role) {
    return as(role, "doctor", "--role", role.toString(), "--job", job(role));
  }

  /** A job with this user's settings. */
  List<String> jobOptions(KafkaRole role, String... more) {
    List<String> options = new ArrayList<>(List.of("job", role.toString()));
    kafka
        .client(role.toString())
        .forEach((key, value) -> options.add("--kafka." + key + "=" + value));
    options.addAll(
        List.of(
            "--job.name=" + job(role),
            "--model.name=" + SmallModel.NAME,
            "--model.allowed-prefixes=" + folder.toUri(),
            "--device=cpu",
            "--checkpoint.interval=500 ms"));
    options.addAll(List.of(more));
    return options;
  }

  List<String> taggingOptions() {
    String state = "--state.dir=" + folder.resolve("state");
    return jobOptions(KafkaRole.TAGGING, state, "--until=latest");
  }

  interface Attempt {
    void run() throws Exception;
  }

  /** Does something while a role lacks a right, which the doctor sees. */
  void without(KafkaRole role, Right right, Attempt attempt) throws Exception {
    AclBinding binding =
        rights.stream()
            .filter(one -> one.entry().principal().equals("User:" + role))
            .filter(one -> one.pattern().equals(right.resource()))
            .filter(one -> one.entry().operation() == right.operation())
            .findFirst()
            .orElseThrow();
    kafka.take(binding);
    try {
      Eventually.await("a doctor who misses " + right)
          .until(() -> doctor(role).out().contains(right + " is missing"));
      assertThat(doctor(role).out()).contains(right.option());
      attempt.run();
    } finally {
      kafka.give(List.of(binding));
      Eventually.await("the right again").until(() -> doctor(role).exit() == 0);
    }
  }

  @Override
  public void close() {
    kafka.close();
  }
}
