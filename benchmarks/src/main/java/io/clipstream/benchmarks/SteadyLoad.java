package io.clipstream.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A tagging job under images that come by chance (Poisson) at a rate, each result as soon as it is
 * there.
 *
 * @param pictures that are sent in turn, no two the same byte for byte
 * @param images that are timed
 * @param batch images of a batch at most
 */
record SteadyLoad(
    Stream stream, RandomCheckpoint checkpoint, List<byte[]> pictures, int images, int batch) {

  /** Times from Kafka to Kafka. */
  record Timed(double rate, List<Result> results) {
    long quantile(double share) {
      return Result.quantile(results, share, Result::latency);
    }

    String describe() {
      return "p50 %d ms, p95 %d ms, p99 %d ms, in batches of %.1f"
          .formatted(quantile(0.5), quantile(0.95), quantile(0.99), Result.batch(results));
    }

    Map<String, Object> numbers() {
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("per_second", rate);
      numbers.put("p50_millis", quantile(0.5));
      numbers.put("p95_millis", quantile(0.95));
      numbers.put("p99_millis", quantile(0.99));
      numbers.put("batch", Result.batch(results));
      return numbers;
    }
  }

  /**
   * @param rate images a second
   * @param options of the job, KEY=VALUE
   */
  Timed run(double rate, List<String> options) throws Exception {
    String[] arguments =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "--start.from=latest", "--delivery.guarantee=at-least-once"),
                options.stream().map(option -> "--" + option))
            .toArray(String[]::new);
    try (Results results = new Results(stream.bootstrap());
        Stream.Running job = stream.start(checkpoint, batch, arguments)) {
      int before = warmUp(results);
      send(rate);
      while (results.poll().size() < before + images) {
        // Until the last one is there.
      }
      Timed timed = new Timed(rate, List.copyOf(results.all().subList(before, before + images)));
      job.client().cancel().get();
      return timed;
    }
  }

  private void send(double rate) throws InterruptedException {
    RandomGenerator chance = new SplittableRandom(1);
    double due = System.nanoTime();
    for (int i = 0; i < images; i++) {
      byte[] picture = SyntheticPictures.distinct(pictures.get(i % pictures.size()), images + i);
      due += chance.nextExponential() / rate * 1e9;
      while (System.nanoTime() < due) {
        Thread.sleep(1);
      }
      stream.image("at-" + i, picture);
    }
  }

  /**
   * Sends images until results come: what is sent before the job knows where it starts is not seen.
   *
   * @return how many results came
   */
  private int warmUp(Results results) throws Exception {
    int seen = 0;
    for (int i = 0; seen < batch; i++) {
      stream.image("warm-up", SyntheticPictures.distinct(pictures.get(0), 2 * images + i));
      Thread.sleep(200);
      seen = results.poll().size();
    }
    int settled = -1;
    while (settled != seen) { // until nothing more comes
      settled = seen;
      Thread.sleep(2000);
      seen = results.all().size();
    }
    return seen;
  }
}
