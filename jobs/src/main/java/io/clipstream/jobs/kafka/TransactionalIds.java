package io.clipstream.jobs.kafka;

import java.io.Serializable;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the transactions of a sink. Each attempt of a subtask has names of its own, {@code
 * JOB/SUBTASK-ATTEMPT/SINK} and two numbers, of which it uses two or three over and over: whoever
 * begins a transaction ends an open one of the same name, and an attempt that stood still and goes
 * on does not know that another has its place.
 *
 * @param job without '/', so that no name of a job begins with that of another
 * @param sink of the job
 */
record TransactionalIds(String job, String sink) implements Serializable {
  /** The sink for all its attempts. Names of earlier versions were this and two numbers. */
  String prefix() {
    return job + "/" + sink;
  }

  /** What all names of a new attempt begin with, and nothing else does, ever. */
  String attempt(int subtask) {
    return job + "/" + subtask + "-" + UUID.randomUUID() + "/" + sink;
  }

  /** The subtask whose attempt has such a name, if it is one of this sink. */
  OptionalInt subtask(String id) {
    Matcher name =
        Pattern.compile(
                Pattern.quote(job)
                    + "/(?:(\\d+)-[0-9a-f-]{36}/)?"
                    + Pattern.quote(sink)
                    + "-(\\d+)-\\d+")
            .matcher(id);
    if (!name.matches()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(name.group(1) == null ? name.group(2) : name.group(1)));
  }
}
