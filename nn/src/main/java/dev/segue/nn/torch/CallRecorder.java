// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Notes what the {@link FrozenNetwork}s of this process are asked while it is open, and how long
 * they take: to tell a network's time from that of what surrounds it, and to ask another PyTorch
 * the same.
 */
public final class CallRecorder implements AutoCloseable {
  private static final AtomicReference<CallRecorder> CURRENT = new AtomicReference<>();

  private final List<FrozenNetwork> networks = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private long nanos;

  private CallRecorder() {}

  /**
   * Begins.
   *
   * @throws IllegalStateException if another one is open
   */
  public static CallRecorder start() {
    CallRecorder recorder = new CallRecorder();
    if (!CURRENT.compareAndSet(null, recorder)) {
      throw new IllegalStateException("another recorder of calls is open");
    }
    return recorder;
  }

  static void record(FrozenNetwork network, String method, List<NDArray> inputs, long nanos) {
    CallRecorder recorder = CURRENT.get();
    if (recorder != null) {
      recorder.add(network, method, inputs, nanos);
    }
  }

  private synchronized void add(
      FrozenNetwork network, String method, List<NDArray> inputs, long took) {
    if (!networks.contains(network)) {
      networks.add(network);
    }
    calls.add(
        "{\"network\": %d, \"method\": \"%s\", \"inputs\": %s}"
            .formatted(networks.indexOf(network), method, arrays(inputs)));
    nanos += took;
  }

  /** How long the calls took together, in seconds. */
  public synchronized double seconds() {
    return nanos / 1e9;
  }

  /**
   * Writes the networks as archives of TorchScript, {@code 0.pt} and so on, without their weights
   * and with attention spelt out, as PyTorch before 2.0 needs it; and {@code calls.json}: element
   * types and shapes of each network's weights and of the inputs of each call, in their order.
   */
  public synchronized void export(Path folder) throws IOException {
    List<String> weights = new ArrayList<>();
    for (int i = 0; i < networks.size(); i++) {
      String methods = SpeltOutAttention.in(networks.get(i).methods());
      Files.write(folder.resolve(i + ".pt"), ScriptArchive.of(methods));
      weights.add(arrays(networks.get(i).parameters()));
    }
    Files.writeString(
        folder.resolve("calls.json"), "{\"weights\": %s, \"calls\": %s}".formatted(weights, calls));
  }

  private static String arrays(List<NDArray> arrays) {
    return arrays.stream()
        .map(
            array ->
                "[\"%s\", %s]"
                    .formatted(
                        array.getDataType().name().toLowerCase(Locale.ROOT),
                        Arrays.toString(array.getShape().getShape())))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public void close() {
    CURRENT.compareAndSet(this, null);
  }
}
