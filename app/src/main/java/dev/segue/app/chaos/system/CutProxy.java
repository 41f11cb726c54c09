// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on loopback that can cut connections: it passes a random part of what came, then
 * resets both sides. So a request arrives in part, or arrives and its response does not.
 */
public final class CutProxy implements AutoCloseable {
  // Of the pieces that pass while connections are cut, so many are the last of theirs.
  private static final double CUT = 0.25;
  private static final int CONNECT_MS = 2_000;
  private static final int PIECE = 16 * 1024;

  private final ServerSocket server;
  private final int upstream;
  private final ExecutorService pumps =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "cut-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicLong cuts = new AtomicLong();
  // Null while everything passes; guarded by this.
  private SplittableRandom random;

  private CutProxy(ServerSocket server, int upstream) {
    this.server = server;
    this.upstream = upstream;
  }

  /** Listens on a free port and passes everything to this port. */
  public static CutProxy before(int upstream) throws IOException {
    CutProxy proxy =
        new CutProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), upstream);
    proxy.pumps.execute(proxy::accept);
    return proxy;
  }

  /** Where clients connect. */
  public int port() {
    return server.getLocalPort();
  }

  /** From now on cuts connections, those that are open too. */
  public synchronized void cut(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Cuts no more. */
  public synchronized void mend() {
    random = null;
  }

  /** How many connections were cut so far. */
  public long cuts() {
    return cuts.get();
  }

  /** How many of these bytes pass before the cut; -1: all of them, without a cut. */
  private synchronized int drawCut(int bytes) {
    return random == null || random.nextDouble() >= CUT ? -1 : random.nextInt(bytes + 1);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        pumps.execute(() -> connect(client));
      } catch (IOException e) {
        // Closed, or a client was gone before it was taken.
      }
    }
  }

  private void connect(Socket client) {
    Socket behind = new Socket();
    try {
      behind.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream), CONNECT_MS);
    } catch (IOException e) {
      reset(client);
      reset(behind);
      return;
    }
    pumps.execute(() -> pump(behind, client));
    pump(client, behind);
  }

  private void pump(Socket from, Socket to) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int bytes = in.read(piece); bytes >= 0; bytes = in.read(piece)) {
        int passed = drawCut(bytes);
        out.write(piece, 0, passed < 0 ? bytes : passed);
        if (passed >= 0) {
          cuts.incrementAndGet();
          reset(from);
          reset(to);
          return;
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side is gone, so the other goes too.
      reset(from);
      reset(to);
    }
  }

  /** Closes with a TCP reset instead of an orderly end. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Closed already.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    pumps.shutdownNow();
  }
}
