// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.segue.embedder.backbone.HostileFiles.Attack;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.embedder.backbone.conformer.EncoderConfig;
import dev.segue.embedder.backbone.conformer.Family;
import dev.segue.embedder.backbone.conformer.MelInput;
import dev.segue.embedder.backbone.conformer.Mixing;
import dev.segue.embedder.backbone.conformer.Size;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile checkpoints in the place of every backbone's weights, opened and verified as users do it:
 * nothing is run, little memory is taken, and the error says what is wrong with which file.
 */
class HostileWeightsTest {
  /** The largest of the files, with 30,000 entries, has 3 MB. */
  private static final long MAX_ALLOCATED = 96L << 20;

  /** Backbones that users train themselves. */
  private static final Map<String, Family> TRAINED =
      Map.of("branchformer", Family.BRANCHFORMER, "conformer", Family.CONFORMER);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> refusesHostileWeights() throws IOException {
    Path trace = folder.resolve("trace");
    List<DynamicTest> tests = new ArrayList<>();
    Map<String, Attack> attacks = HostileFiles.attacks(trace.toString());
    for (String name : Backbones.names()) {
      BackboneType type = Backbones.type(name);
      if (!files(type).isEmpty()) {
        attacks.forEach(
            (kind, attack) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        name + " " + kind,
                        () ->
                            check(type, Files.createTempDirectory(folder, name), attack, trace))));
      }
    }
    return tests;
  }

  private void check(BackboneType type, Path place, Attack attack, Path trace) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : files(type)) {
      files.add(Files.write(place.resolve(name), attack.content().get()));
    }
    if (TRAINED.containsKey(type.name())) {
      EncoderConfig config =
          Size.TINY.config(TRAINED.get(type.name()), Mixing.SUMMARY, MelInput.PAPER, 64);
      Files.writeString(place.resolve("config.json"), config.json().toString());
    }
    assertRefused(() -> type.open(BackboneOptions.in(place).withWeights(place)), files, attack);
    for (Path file : files) {
      // Values of a TensorFlow checkpoint are read through the index beside them, which is named
      // then.
      assertRefused(() -> type.verify(file), files, attack);
    }
    assertThat(trace).doesNotExist();
  }

  /** The files of a backbone's weights, none if it needs none. */
  private static List<String> files(BackboneType type) {
    List<String> trained =
        TRAINED.containsKey(type.name()) ? List.of("weights.safetensors") : List.of();
    return type.card()
        .map(card -> card.files().stream().map(ModelFile::name).toList())
        .orElse(trained);
  }

  private void assertRefused(ThrowingCallable call, List<Path> files, Attack attack) {
    long before = threads.getCurrentThreadAllocatedBytes();
    Throwable refusal = catchThrowable(call);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(refusal).isInstanceOf(IOException.class);
    List<Path> named =
        files.stream().filter(file -> refusal.getMessage().contains(file.toString())).toList();
    assertThat(named).as("files in: %s", refusal.getMessage()).isNotEmpty();
    // Files of another form than these attacks are refused for that.
    if (isTorch(named.get(0))) {
      assertThat(refusal).hasMessageContaining(attack.message());
    }
    assertThat(allocated).as("bytes allocated").isLessThan(MAX_ALLOCATED);
  }

  private static boolean isTorch(Path file) {
    return file.toString().matches(".*\\.(pt|bin|ckpt|safetensors|pth\\.tar)");
  }
}
