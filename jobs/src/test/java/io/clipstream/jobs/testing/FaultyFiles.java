package io.clipstream.jobs.testing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Files of this machine under the scheme {@code faulty:}, on a store that has room for so many
 * bytes, and that forgets checkpoints when it is told to.
 */
public final class FaultyFiles extends LocalFileSystem {
  /** Found by Flink as a service. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return "faulty";
    }

    @Override
    public FileSystem create(URI uri) {
      return new FaultyFiles();
    }
  }

  private static final Pattern CHECKPOINT = Pattern.compile("/chk-(\\d+)(/|$)");
  private static final long PLENTY = Long.MAX_VALUE;
  private static final long NOTHING = Long.MAX_VALUE;

  private static final AtomicLong room = new AtomicLong(PLENTY);
  private static final AtomicInteger refused = new AtomicInteger();
  private static final AtomicLong newest = new AtomicLong();
  private static volatile long forgottenFrom = NOTHING;

  /** From now on so many bytes can be written, and then none. */
  public static void leaveRoom(long bytes) {
    refused.set(0);
    room.set(bytes);
  }

  /** Whatever was wrong is mended, and checkpoints are counted anew. */
  public static void heal() {
    room.set(PLENTY);
    newest.set(0);
    forgottenFrom = NOTHING;
  }

  /** Writes that were refused since the room was given. */
  public static int refused() {
    return refused.get();
  }

  /** The number of the last checkpoint of which anything was written. */
  public static long newest() {
    return newest.get();
  }

  /** What was written of the checkpoint of this number and of later ones is not found any more. */
  public static void forgetFrom(long checkpoint) {
    forgottenFrom = checkpoint;
  }

  private static Path local(Path path) {
    return new Path(path.toUri().getPath());
  }

  private static long checkpoint(Path path) {
    Matcher number = CHECKPOINT.matcher(path.getPath());
    return number.find() ? Long.parseLong(number.group(1)) : -1;
  }

  private static void requireKnown(Path path) throws FileNotFoundException {
    if (checkpoint(path) >= forgottenFrom) {
      throw new FileNotFoundException(path + " (the store has forgotten it)");
    }
  }

  private static void take(int bytes) throws IOException {
    if (room.get() != PLENTY && room.addAndGet(-bytes) < 0) {
      refused.incrementAndGet();
      throw new IOException("No space left on device");
    }
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    requireKnown(path);
    return super.getFileStatus(local(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return super.listStatus(local(path));
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    requireKnown(path);
    return super.open(local(path));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return open(path);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return super.delete(local(path), recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return super.mkdirs(local(path));
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return super.rename(local(from), local(to));
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
    newest.accumulateAndGet(checkpoint(path), Math::max);
    FSDataOutputStream out = super.create(local(path), mode);
    return new FSDataOutputStream() {
      @Override
      public long getPos() throws IOException {
        return out.getPos();
      }

      @Override
      public void write(int b) throws IOException {
        take(1);
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        take(length);
        out.write(bytes, from, length);
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      @Override
      public void sync() throws IOException {
        out.sync();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }
}
