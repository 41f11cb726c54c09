// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code manifest.json}: the SHA-256 of every other file of an artifact. */
final class Manifest {
  static final String NAME = "manifest.json";

  private static final List<String> REQUIRED =
      List.of(Artifact.MODEL, ArtifactConfig.NAME, IdFile.ITEMS, MetricsFile.NAME);

  /** No manifest is longer: it is read into memory before anything in it is trusted. */
  private static final long MAX_BYTES = 1 << 20;

  private static final String PLAIN = "[A-Za-z0-9_-][A-Za-z0-9._-]*";

  private Manifest() {}

  static void write(Path folder) throws IOException {
    ObjectNode root = JsonFile.MAPPER.createObjectNode().put("format", 1);
    ObjectNode files = root.putObject("files");
    try (Stream<Path> listed = Files.walk(folder)) {
      for (Path file : listed.filter(Files::isRegularFile).sorted().toList()) {
        files.put(folder.relativize(file).toString().replace('\\', '/'), sha256(file));
      }
    }
    JsonFile.write(folder.resolve(NAME), root);
  }

  /** Checks every file and returns the SHA-256 of the manifest itself. */
  static String verify(Path folder) throws IOException {
    Path manifest = folder.resolve(NAME);
    if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArtifactException(folder + " is not a complete artifact: it has no " + NAME);
    }
    if (Files.size(manifest) > MAX_BYTES) {
      throw new ArtifactException(manifest + " is longer than " + MAX_BYTES + " bytes");
    }
    Map<String, String> expected = files(manifest);
    TreeSet<String> missing = new TreeSet<>(REQUIRED);
    missing.removeAll(expected.keySet());
    if (!missing.isEmpty()) {
      throw new ArtifactException(manifest + " does not list " + String.join(", ", missing));
    }
    for (Map.Entry<String, String> file : expected.entrySet()) {
      verify(folder, file.getKey(), file.getValue());
    }
    return sha256(manifest);
  }

  private static void verify(Path folder, String name, String expected) throws IOException {
    // Plain names only, so that a forged manifest cannot point out of the folder.
    if (!name.matches(PLAIN + "(/" + PLAIN + "){0,2}")) {
      throw new ArtifactException(folder + ": the manifest lists the file name " + name);
    }
    Path file = folder.resolve(name);
    if (!isInside(folder, file)) {
      throw new ArtifactException(folder + " is incomplete: it has no " + name);
    }
    String actual = sha256(file);
    if (!actual.equals(expected)) {
      throw new ArtifactException(
          "%s is truncated or altered: its SHA-256 is %s where the manifest says %s"
              .formatted(file, actual, expected));
    }
  }

  /** A file to which no link leads: one could lead out of the folder. */
  private static boolean isInside(Path folder, Path file) {
    for (Path on = file.getParent(); !on.equals(folder); on = on.getParent()) {
      if (!Files.isDirectory(on, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static Map<String, String> files(Path manifest) throws IOException {
    JsonNode root = JsonFile.read(manifest);
    if (root.path("format").asInt() != 1) {
      throw new ArtifactException(
          "%s has the format %s; this version reads 1".formatted(manifest, root.path("format")));
    }
    return JsonFile.convert(
        manifest, root.path("files"), new TypeReference<TreeMap<String, String>>() {});
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
