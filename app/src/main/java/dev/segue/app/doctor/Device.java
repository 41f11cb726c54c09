// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** What networks run on: PyTorch, the device, and why it is not a GPU where it is none. */
final class Device {
  private static final String NATIVES = "native/lib/pytorch.properties";

  private Device() {}

  static List<Finding> examine(EmbedderSettings settings) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Doctor.library(
            "pytorch", () -> "%s, DJL %s".formatted(Torch.describe(), Engine.getDjlVersion())));
    if (findings.get(0).status() == Finding.Status.FAIL) {
      return findings;
    }
    findings.add(
        gpu(Torch.device().isGpu(), natives(), CudaUtils.hasCuda(), CudaUtils.getGpuCount()));
    findings.add(precision(settings, Torch.device().isGpu()));
    return findings;
  }

  /** The builds of PyTorch on the class path, such as {@code cpu} and {@code cu124}. */
  static List<String> natives() {
    List<String> flavours = new ArrayList<>();
    try {
      for (URL url : Collections.list(Device.class.getClassLoader().getResources(NATIVES))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        flavours.add(properties.getProperty("flavor", "unknown"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class path", e);
    }
    Collections.sort(flavours);
    return flavours;
  }

  static Finding gpu(boolean used, List<String> natives, boolean cuda, int gpus) {
    String builds = "builds of PyTorch on the class path: " + String.join(", ", natives);
    if (used) {
      return Finding.ok("gpu", "%d in sight, the first is used; %s".formatted(gpus, builds));
    }
    String why =
        !cuda
            ? "CUDA's run-time library (libcudart) is not found"
            : gpus == 0 ? "CUDA sees no NVIDIA GPU or has no driver" : gpus + " in sight";
    boolean missing = natives.stream().noneMatch(flavour -> flavour.startsWith("cu"));
    String todo = missing ? "; the CUDA build is not on the class path: build with -Pgpu" : "";
    String detail = "none is used: %s%s; %s".formatted(why, todo, builds);
    return gpus > 0 ? Finding.note("gpu", detail) : Finding.ok("gpu", detail);
  }

  static Finding precision(EmbedderSettings settings, boolean gpu) {
    try {
      BackboneOptions options = EmbedderSettings.options(settings);
      boolean network = Backbones.type(settings.backbone()).needsWeights();
      boolean measured = gpu && network && options.precision().isEmpty();
      String precision =
          measured
              ? "float16 or bfloat16 if its vectors stay within 1e-2 of those in float32, as measured when it is opened"
              : options.precision().orElse(Precision.FLOAT32).name().toLowerCase(Locale.ROOT);
      String origin = options.precision().isPresent() ? "as embedder.precision says" : "by default";
      return Finding.ok(
          "precision", "%s computes in %s, %s".formatted(settings.backbone(), precision, origin));
    } catch (IllegalArgumentException e) {
      return Finding.fail("precision", e.getMessage());
    }
  }
}
