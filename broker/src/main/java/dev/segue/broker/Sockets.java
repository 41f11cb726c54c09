// SPDX-License-Identifier: Apache-2.0
package dev.segue.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The listening sockets of a broker and its controller, bound before anything else starts: a taken
 * port is noticed first, and a free one is not taken by somebody else in between.
 */
final class Sockets implements ServerSocketFactory, AutoCloseable {
  static final String BROKER = "PLAINTEXT";
  static final String CONTROLLER = "CONTROLLER";

  private final Map<String, ServerSocketChannel> channels;

  private Sockets(Map<String, ServerSocketChannel> channels) {
    this.channels = channels;
  }

  /**
   * Binds both on loopback.
   *
   * @param port of the broker; 0 takes a free one, as the controller does
   * @throws BindException if the port is taken; the message names it
   */
  static Sockets bind(int port) throws IOException {
    ServerSocketChannel broker = open(port);
    try {
      return new Sockets(Map.of(BROKER, broker, CONTROLLER, open(0)));
    } catch (IOException e) {
      broker.close();
      throw e;
    }
  }

  private static ServerSocketChannel open(int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      // Kafka accepts with a selector.
      channel.configureBlocking(false);
      return channel.bind(new InetSocketAddress(loopback(), port));
    } catch (BindException e) {
      channel.close();
      BindException taken =
          new BindException(
              "port " + port + " on " + loopback().getHostAddress() + ": " + e.getMessage());
      taken.initCause(e);
      throw taken;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
  }

  int port(String listener) {
    return channels.get(listener).socket().getLocalPort();
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBuffer) {
    return channels.get(listener);
  }

  @Override
  public void close() throws IOException {
    for (ServerSocketChannel channel : channels.values()) {
      channel.close();
    }
  }
}
