package io.clipstream.jobs.options;

import java.util.List;

/** The options of the training job; it has some in common with the tagging job. */
final class TrainingOptions {
  /** The sections of the documentation: every option. */
  static final List<OptionGroup> GROUPS =
      List.of(
          KafkaOptions.jobGroup(KafkaOptions.CAPTIONS, KafkaOptions.ROUNDS),
          LeaseOptions.GROUP,
          TrainedModelOptions.GROUP,
          DownloadOptions.GROUP,
          StoreOptions.GROUP,
          CaptionOptions.GROUP,
          ScheduleOptions.GROUP,
          RoundOptions.GROUP,
          GateOptions.GROUP,
          KafkaOptions.DELIVERY_GROUP,
          KafkaOptions.LOCAL_GROUP,
          WireOptions.GROUP);

  private TrainingOptions() {}
}
