// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * The state folder of this JVM's embedded trainer, as a Flink file system. A checkpoint's metadata
 * names its files by URI; with URIs of this file system they are found below whatever folder is
 * mounted, so that the folder can be moved and copied.
 */
final class StateFileSystem extends FileSystem {
  static final String SCHEME = "segue-state";

  private static final URI ROOT = URI.create(SCHEME + ":///");
  private static final AtomicReference<java.nio.file.Path> MOUNTED = new AtomicReference<>();

  private final FileSystem files = LocalFileSystem.getSharedInstance();

  /** Found by Flink as a service. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
      return new StateFileSystem();
    }
  }

  /**
   * Says where the files are.
   *
   * @throws IllegalStateException if the folder of another trainer is mounted
   */
  static void mount(java.nio.file.Path folder) {
    if (!MOUNTED.compareAndSet(null, folder)) {
      throw new IllegalStateException(
          "an embedded trainer already runs in this JVM, with its state in " + MOUNTED.get());
    }
  }

  static void unmount() {
    MOUNTED.set(null);
  }

  /** The URI of a file or folder below the folder that is mounted, or will be. */
  static String uri(java.nio.file.Path folder, java.nio.file.Path file) {
    return ROOT + folder.relativize(file).toString();
  }

  /** The place of a URI's path below a folder. */
  static java.nio.file.Path resolve(java.nio.file.Path folder, Path path) {
    return folder.resolve(path.getPath().substring(1));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return new Status(path, files.getFileStatus(local(path)));
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    FileStatus[] entries = files.listStatus(local(folder));
    return entries == null
        ? null
        : Arrays.stream(entries)
            .map(entry -> new Status(new Path(folder, entry.getPath().getName()), entry))
            .toArray(FileStatus[]::new);
  }

  @Override
  public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length)
      throws IOException {
    return files.getFileBlockLocations(files.getFileStatus(local(file.getPath())), start, length);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    return files.open(local(path), buffer);
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    return files.open(local(path));
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
    return files.create(local(path), mode);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return files.delete(local(path), recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return files.mkdirs(local(path));
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return files.rename(local(from), local(to));
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(ROOT);
  }

  @Override
  public Path getHomeDirectory() {
    return new Path(ROOT);
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public boolean isDistributedFS() {
    return false;
  }

  private static Path local(Path path) throws IOException {
    java.nio.file.Path folder = MOUNTED.get();
    if (folder == null) {
      throw new IOException("no embedded trainer runs in this JVM, so there is no " + path);
    }
    return new Path(resolve(folder, path).toUri());
  }

  /** What is known of a local file, under its path here. */
  private record Status(Path path, FileStatus local) implements FileStatus {
    @Override
    public long getLen() {
      return local.getLen();
    }

    @Override
    public long getBlockSize() {
      return local.getBlockSize();
    }

    @Override
    public short getReplication() {
      return local.getReplication();
    }

    @Override
    public long getModificationTime() {
      return local.getModificationTime();
    }

    @Override
    public long getAccessTime() {
      return local.getAccessTime();
    }

    @Override
    public boolean isDir() {
      return local.isDir();
    }

    @Override
    public Path getPath() {
      return path;
    }
  }
}
