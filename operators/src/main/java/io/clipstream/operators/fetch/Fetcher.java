package io.clipstream.operators.fetch;

import io.clipstream.control.network.AddressGuard;
import io.clipstream.control.network.Network;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Fetches pictures by URI, within what the settings allow. Thread-safe; holds threads and
 * connections until it is closed.
 */
public final class Fetcher implements AutoCloseable {
  /** A look-up of a name cannot be interrupted: this long after its time a fetch is given up. */
  private static final Duration GRACE = Duration.ofMillis(500);

  private static final Duration TIDY = Duration.ofSeconds(10);

  private final FetchSettings settings;
  private final UriGuard guard;
  private final HostHealth health;
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor watchdog;
  private final HttpFetcher http;
  private final StorageFetcher storage;
  private volatile boolean closed;

  /**
   * A fetcher for the settings.
   *
   * @throws io.clipstream.schemas.SettingException if a file system of theirs cannot be read here
   */
  public Fetcher(FetchSettings settings) {
    this(settings, SystemDefaultDnsResolver.INSTANCE, systemTls());
  }

  Fetcher(FetchSettings settings, DnsResolver names, SSLContext tls) {
    this.settings = settings;
    this.guard = new UriGuard(settings);
    this.health = new HostHealth(settings.breaker(), System::nanoTime);
    this.watchdog = FetchThreads.watchdog();
    this.workers = FetchThreads.workers(settings.parallel());
    this.storage = new StorageFetcher(settings, watchdog);
    AddressGuard addresses =
        new AddressGuard(
            settings.allowed().networks().stream().map(Network::parse).toList(),
            FetchOptions.ALLOWED_NETWORKS.key());
    this.http = new HttpFetcher(settings, new GuardedResolver(names, addresses), tls, watchdog);
    ScheduledFuture<?> unused =
        watchdog.scheduleWithFixedDelay(
            http::tidy, TIDY.toMillis(), TIDY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static SSLContext systemTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /**
   * Fetches a picture, in a thread of the fetcher's own.
   *
   * @return what became of it; does not end once the fetcher is closed
   */
  public CompletableFuture<FetchResult> fetch(String uri) {
    try {
      PictureLocation place = guard.check(uri);
      CompletableFuture<FetchResult> done = new CompletableFuture<>();
      whenAdmitted(place, Deadline.in(settings.breaker().maxWait()), done);
      return done;
    } catch (FetchException e) {
      return CompletableFuture.completedFuture(e.result());
    } catch (RuntimeException | StackOverflowError e) {
      return CompletableFuture.completedFuture(
          new FetchResult.Failed(FetchFault.URI_MALFORMED, "the URI cannot be read: " + kind(e)));
    }
  }

  /**
   * Fetches now, or rejects, or asks again after the pause that the host is given, though no later
   * than after a first one: meanwhile another may have found the host well.
   */
  private void whenAdmitted(
      PictureLocation place, Deadline maxWait, CompletableFuture<FetchResult> done) {
    Duration pause = health.admit(place.name());
    long step = Math.min(pause.toNanos(), settings.breaker().pause().toNanos());
    if (pause.isZero()) {
      start(place, done);
    } else if (settings.breaker().then() == OnHostFailure.REJECT || maxWait.isOver()) {
      done.complete(
          new FetchResult.Failed(
              FetchFault.HOST_PAUSED,
              place.name() + " has failed too often and is paused; see fetch.host-failures.*"));
    } else {
      Future<?> unused =
          watchdog.schedule(
              () -> whenAdmitted(place, maxWait, done),
              Math.max(1, Math.min(step, maxWait.remainingNanos())),
              TimeUnit.NANOSECONDS);
    }
  }

  private void start(PictureLocation place, CompletableFuture<FetchResult> done) {
    Deadline deadline = Deadline.in(settings.limits().timeout());
    CompletableFuture<FetchResult> fetched = new CompletableFuture<>();
    Future<?> alarm =
        watchdog.schedule(
            () -> fetched.complete(deadline.fault(place.name()).result()),
            settings.limits().timeout().plus(GRACE).toNanos(),
            TimeUnit.NANOSECONDS);
    CompletableFuture<?> unused =
        fetched.whenComplete(
            (result, failure) -> {
              alarm.cancel(false);
              if (closed) {
                return; // a failure that comes from closing says nothing about the picture
              }
              if (failure == null) {
                health.note(place.name(), result);
                done.complete(result);
              } else {
                done.completeExceptionally(failure);
              }
            });
    workers.execute(() -> fetch(place, deadline, fetched));
  }

  private void fetch(
      PictureLocation place, Deadline deadline, CompletableFuture<FetchResult> done) {
    try {
      done.complete(fetch(place, deadline));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done.completeExceptionally(new CancellationException("the fetcher was closed"));
    } catch (RuntimeException | StackOverflowError e) {
      done.complete(
          new FetchResult.Failed(place.unforeseen(), place.name() + " cannot be read: " + kind(e)));
    } catch (Error e) {
      done.completeExceptionally(e);
    }
  }

  private static String kind(Throwable e) {
    return e.getClass().getSimpleName();
  }

  private FetchResult fetch(PictureLocation place, Deadline deadline) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return new FetchResult.Fetched(once(place, deadline));
      } catch (FetchException e) {
        boolean again = e.fault().isOfHost() && attempt < settings.retry().maxAttempts();
        if (!again || !deadline.sleep(backoff(attempt))) {
          return e.result();
        }
      }
    }
  }

  /** Twice as long each time, less up to a half, so that not all come back at once. */
  private Duration backoff(int attempt) {
    long full = settings.retry().backoff().toMillis() << Math.min(attempt - 1, 10);
    return Duration.ofMillis(full - ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }

  private byte[] once(PictureLocation place, Deadline deadline) throws FetchException {
    return place.read(
        new PictureLocation.Reader() {
          @Override
          public byte[] onNetwork(PictureLocation.OnNetwork network) throws FetchException {
            return follow(network, 0, deadline);
          }

          @Override
          public byte[] inStorage(PictureLocation.InStorage stored) throws FetchException {
            return storage.read(stored.file(), deadline);
          }
        });
  }

  private byte[] follow(PictureLocation.OnNetwork place, int redirects, Deadline deadline)
      throws FetchException {
    return http.get(place, deadline)
        .orFollow(
            location -> {
              if (redirects == settings.limits().maxRedirects()) {
                throw refused(place.name() + " redirects more than fetch.max-redirects times");
              }
              return follow(next(place, location), redirects + 1, deadline);
            });
  }

  /** Where a redirect leads, if pictures may come from there. */
  private PictureLocation.OnNetwork next(PictureLocation.OnNetwork from, String location)
      throws FetchException {
    try {
      PictureLocation to = guard.check(from.uri().resolve(URI.create(location)));
      if (!(to instanceof PictureLocation.OnNetwork network)) {
        throw refused(from.name() + " redirects away from the network");
      }
      if (from.scheme().equals("https") && !network.scheme().equals("https")) {
        throw refused(from.name() + " redirects from https to http");
      }
      return network;
    } catch (IllegalArgumentException e) {
      throw refused(from.name() + " redirects to what is no URI");
    } catch (FetchException e) {
      throw e.fault() == FetchFault.REDIRECT_REFUSED
          ? e
          : refused(from.name() + " redirects: " + e.getMessage());
    }
  }

  private static FetchException refused(String message) {
    return new FetchException(FetchFault.REDIRECT_REFUSED, message);
  }

  /** How many hosts are paused. */
  int pausedHosts() {
    return health.paused();
  }

  /** How many connections are open, in use or kept. */
  int openConnections() {
    return http.open();
  }

  /** Breaks off what is under way; nothing becomes of it. */
  @Override
  public void close() {
    closed = true;
    watchdog.shutdownNow();
    workers.shutdownNow();
    http.close();
  }
}
