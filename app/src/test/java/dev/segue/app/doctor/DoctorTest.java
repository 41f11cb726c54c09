// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.app.Components;
import dev.segue.app.doctor.Finding.Status;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.runtime.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path folder;

  @Test
  void failsWhereTheDataFolderCannotBe() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    Finding finding = Folder.examine(file.resolve("data"));
    assertThat(finding.status()).isEqualTo(Status.FAIL);
    assertThat(finding.detail()).contains("--data");
  }

  @Test
  void failsWhereTheBrokerThatIsSetDoesNotAnswer() {
    Finding finding =
        Broker.examine(
            settings(
                Map.of(
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "kafka.admin.default.api.timeout.ms", "500",
                    "kafka.admin.request.timeout.ms", "400")));
    assertThat(finding.status()).isEqualTo(Status.FAIL);
    assertThat(finding.detail()).contains("127.0.0.1:1", "kafka.bootstrap.servers");
  }

  @Test
  void failsWhereTheWeightsThatAreNamedAreNotThere() {
    Settings settings =
        settings(
            Map.of(
                "embedder.backbone", withWeights(),
                "embedder.weights", folder.resolve("none.safetensors").toString()));
    assertThat(find(settings, "weights of " + withWeights()).status()).isEqualTo(Status.FAIL);
  }

  @Test
  void failsWhereTheBackbonesWeightsWereNotFetched() {
    Settings settings =
        settings(Map.of("embedder.backbone", withWeights(), "embedder.models", folder.toString()));
    Finding finding = find(settings, "weights of " + withWeights());
    assertThat(finding.status()).isEqualTo(Status.FAIL);
    assertThat(finding.detail()).contains("segue models fetch " + withWeights());
  }

  @Test
  void saysHowToGetWeightsThatNobodyPublished() {
    Settings settings = settings(Map.of("embedder.models", folder.toString()));
    Finding finding = find(settings, "weights of conformer");
    assertThat(finding.status()).isEqualTo(Status.NOTE);
    assertThat(finding.detail()).contains("segue pretrain MUSIC --model conformer");
  }

  @Test
  void findsWeightsThatWereTrainedOrConverted() throws Exception {
    Path models = Files.createDirectories(folder.resolve("models"));
    for (String name : List.of("conformer", withWeights())) {
      Files.createDirectories(models.resolve(name));
      Files.writeString(models.resolve(name).resolve("weights.safetensors"), "some");
      Settings settings = settings(Map.of("embedder.models", models.toString()));
      assertThat(find(settings, "weights of " + name).status()).as(name).isEqualTo(Status.OK);
    }
  }

  @Test
  void failsWhereThereIsNoSuchBackbone() {
    Finding finding = find(settings(Map.of("embedder.backbone", "mfc")), "precision");
    assertThat(finding.status()).isEqualTo(Status.FAIL);
    assertThat(finding.detail()).contains("did you mean 'mfcc'?");
  }

  @Test
  void saysThatEveryNetworkIsMeasuredBeforeAGpuComputesItInHalfPrecision() {
    for (String name : List.of("mert-95m", "conformer")) {
      Map<String, String> values = Map.of("embedder.backbone", name);
      assertThat(precision(values, true)).as(name).contains("bfloat16", "as measured");
      assertThat(precision(values, false)).as(name).contains("computes in float32");
    }
    assertThat(precision(Map.of("embedder.backbone", "mfcc"), true)).contains("in float32");
  }

  private String precision(Map<String, String> values, boolean gpu) {
    return Device.precision(settings(values).get(EmbedderSettings.class), gpu).detail();
  }

  @Test
  void failsWhereALibraryDoesNotLoad() {
    Finding finding =
        Doctor.library(
            "x",
            () -> {
              throw new UnsatisfiedLinkError("no x in java.library.path");
            });
    assertThat(finding.status()).isEqualTo(Status.FAIL);
    assertThat(finding.detail()).contains("no x in java.library.path");
  }

  @Test
  void saysWhyNoGpuIsUsed() {
    assertThat(Device.gpu(false, List.of("cpu"), false, 0).detail())
        .contains("libcudart", "-Pgpu", "class path: cpu");
    assertThat(Device.gpu(false, List.of("cpu", "cu124"), true, 0).detail())
        .contains("no driver", "class path: cpu, cu124")
        .doesNotContain("-Pgpu");
    Finding unused = Device.gpu(false, List.of("cpu"), true, 2);
    assertThat(unused.status()).isEqualTo(Status.NOTE);
    assertThat(unused.detail()).contains("2 in sight", "-Pgpu");
    assertThat(Device.gpu(true, List.of("cpu", "cu124"), true, 2).detail())
        .contains("the first is used");
  }

  @Test
  void readsTheProcessorsInstructions() {
    Finding finding =
        Machine.processor(
            4,
            List.of(
                "model name\t: A Processor",
                "flags\t\t: fpu sse2 avx2 avx512f avx512_bf16",
                "model name\t: A Processor"));
    assertThat(finding.detail()).isEqualTo("4 cores, A Processor: avx2 avx512f avx512_bf16");
    assertThat(Machine.processor(1, List.of()).detail()).contains("not readable");
  }

  @Test
  void findsThisMachineWellAndChangesNothing() throws Exception {
    List<Finding> findings = Doctor.examine(settings(Map.of()), folder.resolve("data"));
    assertThat(findings).noneMatch(finding -> finding.status() == Status.FAIL);
    assertThat(findings)
        .extracting(Finding::name)
        .contains("java", "pytorch", "gpu", "precision", "ffmpeg", "rocksdb", "broker");
    assertThat(find(findings, "ffmpeg").detail()).matches("\\d+\\.\\d+.*");
    assertThat(find(findings, "rocksdb").detail()).matches("\\d+\\.\\d+.*");
    assertThat(find(findings, "weights of mfcc").detail()).contains("hears the tracks");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  /** Any backbone that is published with weights. */
  private static String withWeights() {
    return dev.segue.embedder.backbone.Backbones.names().stream()
        .filter(name -> dev.segue.embedder.backbone.Backbones.type(name).card().isPresent())
        .findFirst()
        .orElseThrow();
  }

  private Finding find(Settings settings, String name) {
    return find(Doctor.examine(settings, folder), name);
  }

  private static Finding find(List<Finding> findings, String name) {
    return findings.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static Settings settings(Map<String, String> values) {
    return Components.settings().values(values).build();
  }
}
