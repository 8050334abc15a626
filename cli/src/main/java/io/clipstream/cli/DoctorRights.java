package io.clipstream.cli;

import io.clipstream.jobs.kafka.Right;
import io.clipstream.jobs.kafka.RightsCheck;
import io.clipstream.schemas.ResourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Looks at the rights of the user that somebody comes to Kafka as. */
final class DoctorRights {
  private static final String AREA = "Kafka";

  private DoctorRights() {}

  static List<Finding> look(KafkaClients kafka, List<Right> needed) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok(AREA, "connection", kafka.address()));
    List<Right> missing = missing(kafka, needed);
    for (Right right : missing) {
      findings.add(
          Finding.fault(
              AREA,
              "right",
              right + " is missing",
              "kafka-acls.sh --add --allow-principal User:NAME " + right.option()));
    }
    if (missing.isEmpty()) {
      findings.add(
          Finding.ok(AREA, "rights", "this user has all %d of the role".formatted(needed.size())));
    }
    return findings;
  }

  /**
   * @throws ResourceException if Kafka does not answer
   */
  static List<Right> missing(KafkaClients kafka, List<Right> needed) {
    try {
      return RightsCheck.missing(kafka.admin(), needed);
    } catch (ExecutionException e) {
      throw kafka.explained("looking at rights", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while looking at rights", e);
    }
  }
}
