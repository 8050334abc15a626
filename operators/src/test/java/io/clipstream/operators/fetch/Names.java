package io.clipstream.operators.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;

/** Answers to look-ups as a test wants them: one after the other, the last one for good. */
class Names implements DnsResolver {
  private final Map<String, Queue<InetAddress[]>> answers = new HashMap<>();
  private int lookUps;

  Names answer(String host, String... addresses) throws UnknownHostException {
    InetAddress[] answer = new InetAddress[addresses.length];
    for (int i = 0; i < answer.length; i++) {
      answer[i] = InetAddress.getByAddress(host, InetAddress.getByName(addresses[i]).getAddress());
    }
    answers.computeIfAbsent(host, h -> new ArrayDeque<>()).add(answer);
    return this;
  }

  static SSLContext systemTls() throws NoSuchAlgorithmException {
    return SSLContext.getDefault();
  }

  @Override
  public synchronized InetAddress[] resolve(String host) throws UnknownHostException {
    Queue<InetAddress[]> own = answers.get(host);
    if (own == null) {
      return InetAddress.getByName(host).isLoopbackAddress()
          ? InetAddress.getAllByName(host)
          : new InetAddress[0];
    }
    lookUps++;
    return own.size() > 1 ? own.remove() : own.element();
  }

  synchronized int lookUps() {
    return lookUps;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
