// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The saved state of one training: {@code state-N.safetensors} (parameters and optimiser after N
 * steps), {@code best.safetensors} (the best parameters so far) and {@code progress.json}, which is
 * written last and names the state it belongs to. A process that is killed at any moment leaves a
 * complete earlier state.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final ObjectMapper JSON = new JsonMapper();
  private static final String PROGRESS = "progress.json";
  private static final String BEST = "best-%d.safetensors";
  private static final String STATE = "state-%d.safetensors";

  private final Path folder;
  private final String training;

  /** What {@code progress.json} holds. */
  private record Saved(String training, long steps, Progress progress) {}

  /**
   * Reads and writes a folder.
   *
   * @param training what tells this training from others: the state of another one is not used
   */
  Checkpoints(Path folder, String training) {
    this.folder = folder;
    this.training = training;
  }

  void save(Trainer trainer, Progress progress) throws IOException {
    Files.createDirectories(folder);
    trainer.save(folder.resolve(STATE.formatted(trainer.steps())));
    Path partial = folder.resolve("." + PROGRESS);
    JSON.writeValue(partial.toFile(), new Saved(training, trainer.steps(), progress));
    Files.move(
        partial,
        folder.resolve(PROGRESS),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    deleteAllBut(
        List.of(PROGRESS, STATE.formatted(trainer.steps()), BEST.formatted(progress.bestEpoch())));
  }

  /** Before the {@link #save} that calls this epoch the best. */
  void saveBest(Collection<Tensor> parameters, int epoch) throws IOException {
    Files.createDirectories(folder);
    Safetensors.write(folder.resolve(BEST.formatted(epoch)), parameters, Map.of());
  }

  /** Puts the trainer where it was; empty if there is nothing to go on from. */
  Optional<Progress> resume(Trainer trainer) throws IOException {
    Path file = folder.resolve(PROGRESS);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Saved saved = JSON.readValue(file.toFile(), Saved.class);
      if (!saved.training().equals(training)) {
        LOG.info("{} belongs to another training; starting afresh", folder);
        return Optional.empty();
      }
      trainer.load(folder.resolve(STATE.formatted(saved.steps())));
      return Optional.of(saved.progress());
    } catch (IOException e) {
      LOG.warn("the checkpoint in {} cannot be read; starting afresh", folder, e);
      return Optional.empty();
    }
  }

  Collection<Tensor> best(int epoch) throws IOException {
    Safetensors file = Safetensors.open(folder.resolve(BEST.formatted(epoch)));
    List<Tensor> tensors = new ArrayList<>();
    for (String name : file.names()) {
      tensors.add(file.tensor(name));
    }
    return tensors;
  }

  private void deleteAllBut(List<String> names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!names.contains(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
