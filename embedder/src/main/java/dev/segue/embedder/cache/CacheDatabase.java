// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.cache;

import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionOptionsFIFO;
import org.rocksdb.CompactionStyle;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The native database and the native objects it stands on. It uses only what RocksDB 8 and 10 have
 * in common: in the all-in-one process Flink's build takes the place of the current one.
 */
final class CacheDatabase implements AutoCloseable {
  private static final long WRITE_BUFFER_BYTES = 4 << 20;
  private static final int BLOOM_BITS = 10;
  private static final int LOG_FILES = 2;

  static {
    RocksDB.loadLibrary();
  }

  private final BloomFilter bloom;
  private final CompactionOptionsFIFO fifo;
  private final Options options;
  private final RocksDB database;

  private CacheDatabase(Path folder, long maxBytes) throws RocksDBException {
    bloom = new BloomFilter(BLOOM_BITS);
    // First in, first out: the oldest file goes when all of them exceed the limit.
    fifo = new CompactionOptionsFIFO().setMaxTableFilesSize(maxBytes).setAllowCompaction(true);
    options =
        new Options()
            .setCreateIfMissing(true)
            .setCompactionStyle(CompactionStyle.FIFO)
            .setCompactionOptionsFIFO(fifo)
            .setTableFormatConfig(new BlockBasedTableConfig().setFilterPolicy(bloom))
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(LOG_FILES);
    try {
      database = RocksDB.open(options, folder.toString());
    } catch (RocksDBException | RuntimeException e) {
      closeOptions();
      throw e;
    }
  }

  static CacheDatabase open(Path folder, long maxBytes) throws RocksDBException {
    return new CacheDatabase(folder, maxBytes);
  }

  byte[] get(byte[] key) throws RocksDBException {
    return database.get(key);
  }

  void put(byte[] key, byte[] value) throws RocksDBException {
    database.put(key, value);
  }

  @Override
  public void close() {
    database.close();
    closeOptions();
  }

  private void closeOptions() {
    options.close();
    fifo.close();
    bloom.close();
  }
}
