// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The kinds of files that are read, told apart by their first bytes, or their last ones. */
enum FileKind {
  TORCH_ZIP,
  TORCH_LEGACY,
  SAFETENSORS,
  /** Of a checkpoint in several files. */
  INDEX,
  TENSORFLOW;

  private static final int HEAD = 9;

  /** {@code PK\3\4}, little-endian. */
  private static final int ZIP = 0x04034b50;

  /** The instruction that every pickle since protocol 2 begins with. */
  private static final int PICKLE = 0x80;

  static FileKind of(MappedFile file) throws IOException {
    ByteBuffer head = file.slice(0, Math.min(file.size(), 64));
    if (head.limit() >= HEAD) {
      // A safetensors file begins with the length of its header, which may look like anything.
      if (head.get(Long.BYTES) == '{' && fits(head.getLong(0), file)) {
        return SAFETENSORS;
      }
      if (head.getInt(0) == ZIP) {
        return TORCH_ZIP;
      }
      if ((head.get(0) & 0xff) == PICKLE) {
        return TORCH_LEGACY;
      }
      if (head.get(0) == '{') {
        return INDEX;
      }
    }
    if (endsAsTable(file)) {
      return TENSORFLOW;
    }
    throw new CheckpointException(
        "this is %s; files of torch.save, safetensors and TensorFlow's .index are read"
            .formatted(guess(head)));
  }

  private static boolean fits(long header, MappedFile file) {
    return header > 0 && header <= file.size() - Long.BYTES;
  }

  private static boolean endsAsTable(MappedFile file) throws IOException {
    return file.size() >= SortedTable.FOOTER
        && file.slice(file.size() - Long.BYTES, Long.BYTES).getLong() == SortedTable.MAGIC;
  }

  private static String guess(ByteBuffer head) {
    byte[] bytes = new byte[head.limit()];
    head.get(0, bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.isEmpty()) {
      return "an empty file";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "the pointer of a Git LFS file (run `git lfs pull`)";
    }
    if (text.startsWith("<")) {
      return "a web page, perhaps a failed download";
    }
    return "a file of another kind, which begins with `%s`".formatted(Quoted.of(text));
  }
}
