// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches one file; what breaks off goes on where it was, now or in another process. */
final class FileDownload {
  private static final Logger LOG = LoggerFactory.getLogger(FileDownload.class);

  /** Larger than every published model; a stream without end must not fill the disk. */
  private static final long MOST_BYTES = 64_000_000_000L;

  private final ModelFile file;
  private final Path target;
  private final Origin origin;
  private final DownloadPolicy policy;
  private final Progress progress;
  private final Consumer<String> notes;
  private boolean continued;

  FileDownload(
      ModelFile file,
      Path target,
      Origin origin,
      DownloadPolicy policy,
      Progress progress,
      Consumer<String> notes) {
    this.file = file;
    this.target = target;
    this.origin = origin;
    this.policy = policy;
    this.progress = progress;
    this.notes = notes;
  }

  /**
   * Fetches it into its place.
   *
   * @throws DownloadException if it cannot be had, or is another file than the published one
   * @throws InterruptedException if the thread was interrupted; what came stays
   */
  FetchedFile run() throws IOException, InterruptedException {
    try (PartFile part = PartFile.of(target)) {
      if (!part.source().equals(Optional.of(file.source().toString()))) {
        part.clear();
      }
      transferAll(part);
      String sha256 = Sums.of(part.file(), progress);
      if (isWrong(sha256, part) && continued) {
        notes.accept(target.getFileName() + ": the pieces do not fit together; from the beginning");
        part.clear();
        continued = false;
        transferAll(part);
        sha256 = Sums.of(part.file(), progress);
      }
      return accept(part, sha256);
    }
  }

  private FetchedFile accept(PartFile part, String sha256) throws IOException {
    Optional<String> expected = expected(part);
    if (isWrong(sha256, part)) {
      part.clear();
      throw new DownloadException(
          "%s is not the file that was published: its SHA-256 is %s, not %s; what came is deleted"
              .formatted(file.source(), sha256, expected.orElseThrow()));
    }
    if (file.sha256().isEmpty()) {
      Sums.record(target, sha256);
    }
    part.finish();
    return new FetchedFile(
        target,
        sha256,
        file.sha256().isPresent()
            ? FetchedFile.Check.PUBLISHED
            : expected.isPresent() ? FetchedFile.Check.DECLARED : FetchedFile.Check.RECORDED,
        false);
  }

  private Optional<String> expected(PartFile part) {
    return file.sha256().or(part::sha256);
  }

  private boolean isWrong(String sha256, PartFile part) {
    return expected(part).filter(sum -> !sum.equals(sha256)).isPresent();
  }

  private void transferAll(PartFile part) throws IOException, InterruptedException {
    int failures = 0;
    while (true) {
      long before = part.length();
      try {
        if (transfer(part)) {
          return;
        }
        failures++;
      } catch (DownloadException e) {
        throw e;
      } catch (IOException e) {
        failures = part.length() > before ? 1 : failures + 1;
        giveUpOrWait(part, failures, e);
      }
      if (failures >= policy.attempts()) {
        throw new DownloadException(
            file.source() + " changes all the time, or cannot continue a download; try later");
      }
    }
  }

  private void giveUpOrWait(PartFile part, int failures, IOException e)
      throws IOException, InterruptedException {
    String reason = reason(e);
    if (failures >= policy.attempts()) {
      String kept =
          part.length() == 0
              ? ""
              : "; %,d bytes are kept, the same command goes on from there"
                  .formatted(part.length());
      throw new DownloadException(
          "%s cannot be fetched: %s, %d times in a row%s"
              .formatted(file.source(), reason, failures, kept),
          e);
    }
    Duration wait = policy.pauseAfter(failures);
    if (e instanceof BusyException busy && busy.wanted().compareTo(wait) > 0) {
      wait =
          busy.wanted().compareTo(policy.longestPause()) < 0
              ? busy.wanted()
              : policy.longestPause();
    }
    LOG.info("{}: {}; trying again in {}", file.source(), reason, wait);
    notes.accept(
        "%s: %s; trying again in %.1f s"
            .formatted(target.getFileName(), reason, wait.toMillis() / 1000.0));
    Thread.sleep(wait.toMillis());
  }

  private String reason(IOException e) {
    if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
      return "no connection to %s (behind a proxy, set https.proxyHost and https.proxyPort)"
          .formatted(file.source().getHost());
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** One request; returns whether everything is there now, else the next one is to be made. */
  private boolean transfer(PartFile part) throws IOException, InterruptedException {
    if (part.entityTag().isEmpty() && expected(part).isEmpty()) {
      // Nothing would tell whether the rest belongs to what came.
      part.clear();
    }
    long from = part.length();
    try (Offer offer = origin.ask(file.source(), from, part.entityTag())) {
      if (offer.kind() == Offer.Kind.WHOLE) {
        part.begin(file.source().toString(), offer.entityTag(), offer.sha256());
      } else if (!isSameVersion(part, offer)) {
        part.clear();
        return false;
      }
      if (offer.kind() == Offer.Kind.NOTHING_LEFT) {
        return isComplete(part, offer);
      }
      continued |= part.length() > 0;
      requireSize(offer.total());
      DiskSpace.require(target, offer.total().orElse(0) - part.length());
      receive(part, offer);
      return true;
    }
  }

  private void receive(PartFile part, Offer offer) throws IOException {
    try (ByteProgress shown =
            ByteProgress.begin(progress, target.getFileName().toString(), offer.total());
        StallGuard guard = new StallGuard(offer.body(), policy.silence())) {
      shown.step(part.length());
      part.append(offer.body(), guard, shown, MOST_BYTES);
    }
    if (offer.total().isPresent() && part.length() != offer.total().getAsLong()) {
      throw new IOException(
          "the connection ended after %,d of %,d bytes"
              .formatted(part.length(), offer.total().getAsLong()));
    }
  }

  private static boolean isSameVersion(PartFile part, Offer offer) {
    return agree(part.entityTag(), offer.entityTag()) && agree(part.sha256(), offer.sha256());
  }

  private static boolean agree(Optional<String> before, Optional<String> now) {
    return before.isEmpty() || now.isEmpty() || before.equals(now);
  }

  private static boolean isComplete(PartFile part, Offer offer) throws IOException {
    if (offer.total().isPresent() && offer.total().getAsLong() == part.length()) {
      return true;
    }
    part.clear();
    return false;
  }

  private void requireSize(OptionalLong total) throws DownloadException {
    if (file.bytes() > 0 && total.isPresent() && total.getAsLong() != file.bytes()) {
      throw new DownloadException(
          "%s is not the file that was published: it has %,d bytes, not %,d"
              .formatted(file.source(), total.getAsLong(), file.bytes()));
    }
    if (total.orElse(0) > MOST_BYTES) {
      throw new DownloadException(
          "%s has %,d bytes; no model is that large".formatted(file.source(), total.getAsLong()));
    }
  }
}
