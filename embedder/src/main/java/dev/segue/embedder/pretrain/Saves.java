// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a training keeps in its folder. {@code state-N.safetensors} is the network and the optimiser
 * after N steps; {@code progress.json} is written after it and names it, so that a process that is
 * killed at any moment leaves a complete earlier state. {@code weights.safetensors}, {@code
 * config.json} and {@code curves.json} are what others read.
 */
final class Saves {
  private static final ObjectMapper JSON = new JsonMapper();
  private static final String PROGRESS = "progress.json";
  private static final String STATE = "state-%d.safetensors";

  private final Path folder;
  private final String training;

  /** What {@code progress.json} holds. */
  private record Progress(String training, long steps, Curves curves) {}

  /**
   * Uses a folder.
   *
   * @param training what tells this training from others: settings and catalogue
   */
  Saves(Path folder, String training) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.training = training;
  }

  /** Keeps where the training is. */
  void checkpoint(Trainer trainer, Curves curves) throws IOException {
    String state = STATE.formatted(trainer.steps());
    trainer.save(folder.resolve(state));
    write(PROGRESS, new Progress(training, trainer.steps(), curves));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("state-\\d+[.]safetensors") && !name.equals(state)) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Goes back to where the training was.
   *
   * @return what had been measured; nothing if there is no checkpoint
   * @throws IOException if the checkpoint is one of another training, or cannot be read
   */
  Curves resume(Trainer trainer) throws IOException {
    Path file = folder.resolve(PROGRESS);
    if (!Files.exists(file)) {
      return new Curves();
    }
    Progress saved;
    try {
      saved = JSON.readValue(file.toFile(), Progress.class);
      if (saved.training().equals(training)) {
        trainer.load(folder.resolve(STATE.formatted(saved.steps())));
        return saved.curves();
      }
    } catch (IOException e) {
      throw new IOException(
          "%s holds a checkpoint that cannot be read; remove %s to start afresh: %s"
              .formatted(folder, PROGRESS, e.getMessage()),
          e);
    }
    throw new IOException(
        ("%s holds a training with other settings or other music, of %d steps; go on with the same,"
                + " or choose another folder, or remove %s to start afresh")
            .formatted(folder, saved.steps(), PROGRESS));
  }

  /** Writes what the backbone reads. */
  void export(Network network, String config) throws IOException {
    Safetensors.write(folder.resolve("weights.safetensors"), network.tensors().values(), Map.of());
    write("config.json", JSON.readTree(config));
  }

  /** Writes what was measured, and which step's weights are kept. */
  void export(Curves curves) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    curves.kept().ifPresent(kept -> all.put("kept_step", kept.step()));
    all.put("train", curves.train());
    all.put("validation", curves.validation());
    write("curves.json", all);
  }

  private void write(String name, Object value) throws IOException {
    Path partial = folder.resolve("." + name);
    JSON.writerWithDefaultPrettyPrinter().writeValue(partial.toFile(), value);
    Files.move(
        partial,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
