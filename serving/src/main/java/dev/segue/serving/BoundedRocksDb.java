// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Gives all RocksDB stores of the process one block cache and one budget for write buffers; the
 * default is 50 MB of cache for each store. Made by Kafka Streams, by reflection.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  /** The memory of all stores together, in bytes; the first store of a process decides. */
  static final String MEMORY = "segue.serving.rocksdb.memory";

  private static Cache cache;
  private static WriteBufferManager writeBuffers;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    share(Long.parseLong(String.valueOf(configs.get(MEMORY))));
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(cache);
    table.setCacheIndexAndFilterBlocks(true);
    table.setFilterPolicy(new BloomFilter(10));
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(writeBuffers);
    options.setWriteBufferSize(4 << 20);
  }

  @Override
  public void close(String store, Options options) {
    // Cache and write buffers belong to all stores and live as long as the process.
  }

  private static synchronized void share(long memory) {
    if (cache == null) {
      RocksDB.loadLibrary();
      cache = new LRUCache(memory);
      writeBuffers = new WriteBufferManager(memory / 2, cache);
    }
  }
}
