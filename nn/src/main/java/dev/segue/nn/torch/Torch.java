// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The PyTorch engine of this process. It is started by the first use: no network is needed, its
 * native libraries are unpacked to {@code DJL_CACHE_DIR} ({@code ~/.djl.ai} if unset).
 *
 * <p>Native memory belongs to scopes: whatever is made in one is freed when it is closed. Make one
 * in a try-with-resources for every batch.
 */
public final class Torch {
  private static final String ENGINE = "PyTorch";

  /** PyTorch draws from one generator a process: whoever seeds it holds this until it has drawn. */
  private static final ReentrantLock GENERATOR = new ReentrantLock();

  static {
    setUnlessSet("ai.djl.offline", "true");
    setUnlessSet("ai.djl.pytorch.num_interop_threads", "1");
    setUnlessSet(
        "ai.djl.pytorch.num_threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
  }

  private Torch() {}

  /** A new scope on the device; the caller closes it. */
  public static NDManager scope() {
    return NDManager.newBaseManager(device(), ENGINE);
  }

  /** The first GPU if the libraries find one, or the CPU. */
  public static Device device() {
    return engine().defaultDevice();
  }

  /** The version of PyTorch and the device, for logs. */
  public static String describe() {
    return "PyTorch %s on %s"
        .formatted(engine().getVersion(), device().toString().replace("()", ""));
  }

  /** Runs with a seeded generator that nobody else draws from meanwhile. */
  static <T> T withSeed(long seed, Supplier<T> work) {
    GENERATOR.lock();
    try {
      engine().setRandomSeed((int) (seed >>> 33));
      return work.get();
    } finally {
      GENERATOR.unlock();
    }
  }

  private static Engine engine() {
    return Engine.getEngine(ENGINE);
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
