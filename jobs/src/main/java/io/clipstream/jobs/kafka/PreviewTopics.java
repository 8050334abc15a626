package io.clipstream.jobs.kafka;

import java.io.Serializable;
import java.util.List;

/**
 * Names of the topics for previews of label sets. They need not be there.
 *
 * @param requests topic with drafts to try
 * @param answers topic with what would become of them
 */
public record PreviewTopics(String requests, String answers) implements Serializable {
  List<String> topics() {
    return List.of(requests, answers);
  }
}
