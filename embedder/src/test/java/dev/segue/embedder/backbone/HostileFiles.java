// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Checkpoints that somebody made to run code, to fill the memory or to read what they should not.
 */
final class HostileFiles {
  private static final long HUGE = 1L << 62;
  private static final int CENTRAL_ENTRY = 0x02014b50;
  private static final int UNPACKED_SIZE = 24;

  private HostileFiles() {}

  /** A pickle that runs a command when Python loads it. */
  static byte[] command(String module, String function, String argument) {
    return pickle(global(module, function), tuple(text(argument)), ascii("R"));
  }

  /** A pickle whose names are taken from the stack, as later protocols do. */
  static byte[] lateCommand(String module, String function, String argument) {
    byte[] named = join(text(module), text(function), new byte[] {(byte) 0x93});
    return pickle(named, tuple(text(argument)), ascii("R"));
  }

  /** A state dict with one vector. */
  static byte[] vector(long stored, long size, long stride) {
    byte[] storage =
        join(
            tuple(
                text("storage"),
                global("torch", "FloatStorage"),
                text("0"),
                text("cpu"),
                number(stored)),
            ascii("Q"));
    return stateDict(storage, size, stride);
  }

  /** The same in the form before the zip. */
  static byte[] legacyVector(long stored) {
    byte[] storage =
        join(
            tuple(
                text("storage"),
                global("torch", "FloatStorage"),
                text("0"),
                text("cpu"),
                number(stored),
                ascii("N")),
            ascii("Q"));
    return stateDict(storage, stored, 1);
  }

  private static byte[] stateDict(byte[] storage, long size, long stride) {
    byte[] tensor =
        join(
            global("torch._utils", "_rebuild_tensor_v2"),
            tuple(
                storage,
                number(0),
                tuple(number(size)),
                tuple(number(stride)),
                new byte[] {(byte) 0x89},
                join(global("collections", "OrderedDict"), tuple(), ascii("R"))),
            ascii("R"));
    return pickle(ascii("}"), text("model"), ascii("}"), text("w"), tensor, ascii("ss"));
  }

  /** A file of torch.save with one storage of six floats. */
  static byte[] zip(byte[] pickle) throws IOException {
    return zip(pickle, new byte[24], ZipEntry.STORED);
  }

  static byte[] zip(byte[] pickle, byte[] storage, int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "archive/data.pkl", pickle, ZipEntry.STORED);
      put(zip, "archive/data/0", storage, method);
    }
    return bytes.toByteArray();
  }

  /** The same whose last entry claims to unpack to four GiB. */
  static byte[] lyingZip(byte[] pickle) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(zip(pickle)).order(ByteOrder.LITTLE_ENDIAN);
    int at = bytes.limit() - Integer.BYTES;
    while (bytes.getInt(at) != CENTRAL_ENTRY) {
      at--;
    }
    return bytes.putInt(at + UNPACKED_SIZE, 0xfffffff0).array();
  }

  static byte[] zipOfEntries(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < count; i++) {
        put(zip, "archive/data/" + i, new byte[0], ZipEntry.STORED);
      }
    }
    return bytes.toByteArray();
  }

  /** A file of torch.save before the zip form, up to the list of its storages and one's length. */
  static byte[] legacy(byte[] pickle, long stored) {
    byte[] magic = {-118, 10, 0x6c, -4, -100, 0x46, -7, 0x20, 0x6a, -88, 0x50, 0x19};
    return join(
        pickle(magic),
        pickle(new byte[] {'M', -23, 3}),
        pickle(ascii("}")),
        pickle,
        pickle(ascii("]"), text("0"), ascii("a")),
        little(stored),
        new byte[24]);
  }

  /** A safetensors file with a vector "w" of which the header says this, and 24 bytes of values. */
  static byte[] safetensors(String shape, String offsets) {
    byte[] json =
        ascii(
            "{\"w\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":%s}}"
                .formatted(shape, offsets));
    return join(little(json.length), json, new byte[24]);
  }

  /** A safetensors file whose header is said to be as long as this. */
  static byte[] safetensorsHeader(long length) {
    return join(little(length), ascii("{\"w\":{}}"));
  }

  static byte[] index(String file) {
    return ascii("{\"weight_map\": {\"model.w\": \"%s\"}}".formatted(file));
  }

  /** What is to be refused, by what it is: the bytes and what the message must say. */
  static Map<String, Attack> attacks(String trace) throws IOException {
    byte[] honest = vector(6, 6, 1);
    return Map.ofEntries(
        attack("command", zip(command("os", "system", "touch " + trace)), "os.system"),
        attack(
            "eval",
            zip(lateCommand("builtins", "eval", "open('%s', 'w')".formatted(trace))),
            "builtins.eval"),
        attack(
            "legacy command",
            legacy(command("posix", "system", "touch " + trace), 6),
            "posix.system"),
        attack("bare pickle", command("os", "system", "touch " + trace), "os.system"),
        attack("huge storage", zip(vector(HUGE, HUGE, 1)), "2 GiB"),
        attack("huge repetition", zip(vector(6, HUGE, 0)), "2 GiB"),
        attack("huge legacy storage", legacy(legacyVector(HUGE), HUGE), "the file ends at"),
        attack("bomb", zip(honest, new byte[1 << 26], ZipEntry.DEFLATED), "compressed (method 8)"),
        attack("lying entry", lyingZip(honest), "unpacks to"),
        attack("many entries", zipOfEntries(30_000), "0 folders"),
        attack("values outside", safetensors("[6]", "[0, 1073741824]"), "data_offsets"),
        attack("values before", safetensors("[6]", "[-24, 0]"), "data_offsets"),
        attack("huge shape", safetensors("[4611686018427387904, 4]", "[0, 24]"), "too large"),
        attack("huge header", safetensorsHeader(HUGE), "another kind"),
        attack("index outside", index("../../secret"), "which is not the name of a file"));
  }

  /** A file's bytes and what the refusal must say. */
  record Attack(Bytes content, String message) {}

  /** Bytes that are not to be changed. */
  interface Bytes {
    byte[] get();
  }

  private static Map.Entry<String, Attack> attack(String name, byte[] content, String message) {
    return Map.entry(name, new Attack(() -> content, message));
  }

  private static void put(ZipOutputStream zip, String name, byte[] content, int method)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      CRC32 sum = new CRC32();
      sum.update(content);
      entry.setSize(content.length);
      entry.setCompressedSize(content.length);
      entry.setCrc(sum.getValue());
    }
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] pickle(byte[]... parts) {
    return join(new byte[] {(byte) 0x80, 2}, join(parts), ascii("."));
  }

  private static byte[] global(String module, String name) {
    return ascii("c" + module + "\n" + name + "\n");
  }

  private static byte[] tuple(byte[]... items) {
    return join(ascii("("), join(items), ascii("t"));
  }

  private static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] length =
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(utf8.length)
            .array();
    return join(ascii("X"), length, utf8);
  }

  private static byte[] number(long value) {
    return join(new byte[] {(byte) 0x8a, Long.BYTES}, little(value));
  }

  private static byte[] little(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
