// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JVM, the processor and the memory. */
final class Machine {
  private static final int OLDEST_JAVA = 17;
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final long LITTLE_MEMORY = 2L << 30;

  /** What PyTorch and the vector kernels gain from, as Linux names it. */
  private static final List<String> FLAGS =
      List.of("avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16");

  private Machine() {}

  static Finding java() {
    String detail =
        "%s (%s), heap of at most %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vm.name"),
                Size.of(Runtime.getRuntime().maxMemory()));
    return Runtime.version().feature() >= OLDEST_JAVA
        ? Finding.ok("java", detail)
        : Finding.fail("java", detail + "; install a JDK of version 17 or newer");
  }

  static Finding vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? Finding.ok("vector module", "jdk.incubator.vector is there")
        : Finding.fail(
            "vector module", "start java with --add-modules jdk.incubator.vector, as ./segue does");
  }

  static Finding processor() {
    List<String> lines = List.of();
    try {
      lines = Files.readAllLines(CPU_INFO);
    } catch (IOException notLinux) {
      // Only Linux tells; the cores are known anyway.
    }
    return processor(Runtime.getRuntime().availableProcessors(), lines);
  }

  static Finding processor(int cores, List<String> cpuInfo) {
    String model = value(cpuInfo, "model name").findFirst().orElse(System.getProperty("os.arch"));
    Set<String> words =
        Stream.concat(value(cpuInfo, "flags"), value(cpuInfo, "Features"))
            .limit(1)
            .flatMap(flags -> Arrays.stream(flags.split(" ", -1)))
            .collect(Collectors.toSet());
    String flags = FLAGS.stream().filter(words::contains).collect(Collectors.joining(" "));
    String known = words.isEmpty() ? "its instructions are not readable here" : flags;
    return Finding.ok("processor", "%d cores, %s: %s".formatted(cores, model, known));
  }

  private static Stream<String> value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim());
  }

  static Finding memory() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long total = system.getTotalMemorySize();
    String detail =
        "%s, %s of it free".formatted(Size.of(total), Size.of(system.getFreeMemorySize()));
    return total >= LITTLE_MEMORY
        ? Finding.ok("memory", detail)
        : Finding.note("memory", detail + "; the all-in-one process wants 2 GiB");
  }
}
