package io.clipstream.model.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tar files in the WebDataset convention: files of equal name up to the first dot of the last path
 * element stand together and are one sample, a picture and its caption as {@code txt} or in {@code
 * json} as {@code caption} or {@code captions}. What follows the dot is the field, as a whole:
 * {@code 0000.seg.png} is no picture. A field that the sample has already begins another of the
 * same key.
 */
public final class WebDatasetTars implements PairSource {
  private final String name;
  private final List<Path> shards;
  private final int buffer;
  private final SkipLog skips;

  WebDatasetTars(String name, List<Path> shards, int buffer, SkipLog skips) {
    this.name = name;
    this.shards = List.copyOf(shards);
    this.buffer = buffer;
    this.skips = skips;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PairStream stream(long seed, int epoch) {
    long ofEpoch = Seeds.mix(seed, epoch);
    PairStream inOrder = new Shards(Seeds.permutation(shards.size(), ofEpoch));
    return new ShuffleBuffer(inOrder, buffer, Seeds.mix(ofEpoch, 1));
  }

  /** The shards one after the other; what follows damage in one is lost, the next is read. */
  private final class Shards implements PairStream {
    private final int[] order;
    private int next;
    private TarShard open;

    private Shards(int[] order) {
      this.order = order;
    }

    @Override
    public Optional<Pair> next() throws IOException {
      while (open != null || next < order.length) {
        Path shard = shards.get(open == null ? order[next++] : order[next - 1]);
        try {
          open = open == null ? new TarShard(shard, skips) : open;
          Optional<Pair> pair = open.next();
          if (pair.isPresent()) {
            return pair;
          }
        } catch (IOException | IllegalArgumentException e) {
          skips.add(SkipReason.DAMAGED_FILE, shard.toString(), String.valueOf(e.getMessage()));
        }
        close();
      }
      return Optional.empty();
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }
}
