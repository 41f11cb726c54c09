// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Reads and writes one record type in Avro's single-object encoding (Avro specification,
 * "Single-object encoding"): {@code C3 01}, the schema's 64-bit fingerprint, the body.
 *
 * <p>It needs no registry: every schema version ever released is in the jar, so a reader
 * understands records of all earlier versions. Null is a tombstone in both directions. Instances
 * are thread-safe. Errors are {@link SerializationException}s that say what was wrong with the
 * bytes.
 */
public final class AvroSerde<T extends SpecificRecordBase>
    implements Serde<T>, Serializer<T>, Deserializer<T> {

  static {
    TrustedRecords.trust();
  }

  private final String type;
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  AvroSerde(Class<T> type) {
    SpecificData data = SpecificData.getForClass(type);
    var schema = data.getSchema(type);
    this.type = schema.getName();
    this.encoder = new BinaryMessageEncoder<>(data, schema);
    this.decoder =
        new BinaryMessageDecoder<>(data, schema, ReleasedSchemas.of(type.getSimpleName()));
  }

  /** The record's bytes, or null for null. */
  public byte[] toBytes(T record) {
    if (record == null) {
      return null;
    }
    try {
      ByteBuffer buffer = encoder.encode(record);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException | AvroRuntimeException e) {
      throw new SerializationException("cannot write this " + type + ": " + e.getMessage(), e);
    }
  }

  /**
   * The record in these bytes, or null for null.
   *
   * @throws SerializationException if the bytes are not a record of this type
   */
  public T fromBytes(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return decoder.decode(bytes);
    } catch (IOException | RuntimeException e) {
      // A hostile body can make the decoder fail in any way, a negative array size included.
      throw new SerializationException(
          "not a readable " + type + " (" + bytes.length + " bytes): " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] serialize(String topic, T record) {
    return toBytes(record);
  }

  @Override
  public T deserialize(String topic, byte[] bytes) {
    return fromBytes(bytes);
  }

  @Override
  public void configure(java.util.Map<String, ?> configs, boolean isKey) {}

  @Override
  public void close() {}

  @Override
  public Serializer<T> serializer() {
    return this;
  }

  @Override
  public Deserializer<T> deserializer() {
    return this;
  }
}
