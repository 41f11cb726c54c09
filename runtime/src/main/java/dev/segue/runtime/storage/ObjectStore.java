// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where audio and model artifacts lie: a folder that every process can read.
 *
 * <p>Objects are named by a path relative to the root, with {@code /} between its words; no name
 * leads out of the root, neither by {@code ..} nor by a link.
 */
public final class ObjectStore {
  private final Path root;

  private ObjectStore(Path root) {
    this.root = root;
  }

  /**
   * Opens the store in a folder, which is created where it is missing.
   *
   * @throws IOException if the folder cannot be created or read
   */
  public static ObjectStore at(Path root) throws IOException {
    Files.createDirectories(root);
    return new ObjectStore(root.toRealPath());
  }

  /**
   * A part of the store, as a store of its own.
   *
   * @param folder relative to the root; empty for all of it
   * @throws IllegalArgumentException if the name leads out of the store
   * @throws java.io.UncheckedIOException if its folder cannot be created
   */
  public ObjectStore under(String folder) {
    try {
      return folder.isEmpty() ? this : at(resolve(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The place of a model's artifact: in a part of the store, or where it lay before parts were kept
   * apart.
   *
   * @throws IllegalArgumentException if the name leads out of the store
   * @throws IOException if the links on the way cannot be followed
   */
  public Path artifact(String folder, String name) throws IOException {
    if (folder.isEmpty() || name.startsWith("file:")) {
      return resolve(name);
    }
    Path own = under(folder).resolve(name);
    return Files.exists(own) ? own : resolve(name);
  }

  /** The folder that everything lies in. */
  public Path root() {
    return root;
  }

  /**
   * The local place of an object, which need not exist.
   *
   * @param name relative to the root, or a {@code file:} URI inside it
   * @throws IllegalArgumentException if the name leads out of the store
   * @throws IOException if the links on the way cannot be followed
   */
  public Path resolve(String name) throws IOException {
    Path path;
    try {
      path =
          name.startsWith("file:")
              ? Path.of(java.net.URI.create(name))
              : root.resolve(name.startsWith("/") ? "." + name : name);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("'" + name + "' is not a name in the object store", e);
    }
    Path normal = path.toAbsolutePath().normalize();
    if (!normal.startsWith(root) || normal.equals(root)) {
      throw new IllegalArgumentException("'" + name + "' leads out of the object store");
    }
    Path existing = normal;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!existing.toRealPath().startsWith(root)) {
      throw new IllegalArgumentException("'" + name + "' leads out of the object store by a link");
    }
    return normal;
  }

  /** The name of a place in the store. */
  public String name(Path path) {
    return root.relativize(path.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  /**
   * Writes an object whole or not at all, named by the hash of its bytes: {@code <folder>/<2
   * hex>/<sha256><suffix>}. Writing the same bytes again changes nothing.
   *
   * @param suffix such as {@code .ogg}; may be empty
   */
  public Stored put(String folder, String suffix, InputStream bytes) throws IOException {
    Path temporary =
        Files.createTempFile(Files.createDirectories(root.resolve(".incoming")), "put", "");
    try {
      MessageDigest digest = sha256();
      long size;
      try (DigestInputStream in = new DigestInputStream(bytes, digest)) {
        size = Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      Path target = resolve(folder + "/" + sha256.substring(0, 2) + "/" + sha256 + suffix);
      Files.createDirectories(target.getParent());
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new Stored(name(target), sha256, size);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** An object just written: its name, its lower-case hexadecimal SHA-256 and its size in bytes. */
  public record Stored(String name, String sha256, long size) {}

  /** The SHA-256 of a file, lower-case hexadecimal. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "ObjectStore[" + root + "]";
  }
}
