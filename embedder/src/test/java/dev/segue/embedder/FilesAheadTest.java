// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.AudioException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class FilesAheadTest {
  private final List<Path> files =
      IntStream.range(0, 20).mapToObj(i -> Path.of("file" + i)).toList();
  private final List<String> told = new ArrayList<>();
  private final FileListener<String> listener =
      new FileListener<>() {
        @Override
        public void heard(Path file, String result) {
          told.add(file + "=" + result);
        }

        @Override
        public void refused(Path file, AudioException reason) {
          told.add(file + " " + reason.reason().code());
        }
      };

  @Test
  void endsWithAnErrorThatIsNotTheAudios() {
    assertThatThrownBy(() -> run(file -> CompletableFuture.failedFuture(new Error("a bug"))))
        .isInstanceOf(Error.class)
        .hasMessage("a bug");
    assertThatThrownBy(
            () ->
                run(
                    file -> {
                      throw new IllegalStateException("another");
                    }))
        .hasMessage("another");
    assertThat(told).isEmpty();
  }

  @Test
  void beginsNothingMoreOnceItIsInterrupted() {
    AtomicInteger begun = new AtomicInteger();
    FilesAhead.Work<String> work =
        file -> {
          begun.incrementAndGet();
          Thread.currentThread().interrupt();
          return new CompletableFuture<>();
        };
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> run(work)).isInstanceOf(InterruptedException.class);
    assertThat(begun.get()).isLessThan(files.size());
    assertThat(told).isEmpty();
  }

  @Test
  void tellsOfRefusedFilesInTheirPlace() throws Exception {
    run(
        file -> {
          if (file.equals(files.get(1))) {
            throw new AudioException(Reason.EMPTY, "empty");
          }
          if (file.equals(files.get(2))) {
            return CompletableFuture.failedFuture(new AudioException(Reason.NOT_FINITE, "NaN"));
          }
          return CompletableFuture.completedFuture("heard");
        });
    assertThat(told)
        .hasSize(files.size())
        .startsWith("file0=heard", "file1 empty", "file2 not-finite", "file3=heard")
        .endsWith("file19=heard");
  }

  @Test
  void isNeverFurtherAheadThanItMayBe() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    List<Integer> ahead = new ArrayList<>();
    new FilesAhead(3, 4)
        .run(
            files,
            file -> {
              begun.incrementAndGet();
              return CompletableFuture.completedFuture("heard");
            },
            new FileListener<>() {
              @Override
              public void heard(Path file, String result) {
                ahead.add(begun.get() - ahead.size());
              }

              @Override
              public void refused(Path file, AudioException reason) {}
            });
    assertThat(ahead).hasSize(files.size()).allMatch(n -> n >= 1 && n <= 4);
  }

  private void run(FilesAhead.Work<String> work) throws InterruptedException {
    new FilesAhead(2, 5).run(files, work, listener);
  }
}
