package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.learning.StoreSettings;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Options of the pair store. */
final class StoreOptions {
  static final ConfigOption<String> PATH =
      key("store.path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Directory of the pair store: a URI of any of Flink's file systems,"
                  + " such as s3://learning/pairs, or a path that every TaskManager sees alike.");

  static final ConfigOption<String> TAKE_OVER =
      key("store.take-over")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Name of a job that has ended for good, whose store this one is to have from now on."
                  + " A store belongs to the job that first took it.");

  static final ConfigOption<MemorySize> FILE_SIZE =
      key("store.file-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(64))
          .withDescription(
              "Files of the store that rounds have learnt from are put together to about this size"
                  + " when 16 of them are smaller than half of it.");

  static final OptionGroup GROUP =
      new OptionGroup("Pair store", "", List.of(PATH, TAKE_OVER, FILE_SIZE));

  static StoreSettings read(OptionValues values) {
    return new StoreSettings(
        values.required(PATH), values.find(TAKE_OVER).orElse(null), values.bytes(FILE_SIZE));
  }

  private StoreOptions() {}
}
