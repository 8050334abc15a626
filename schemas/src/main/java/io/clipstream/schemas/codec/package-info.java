/**
 * Records to bytes and back: Avro's single-object encoding, or by option the Confluent wire format.
 * Start reading at {@link io.clipstream.schemas.codec.AvroCodec}.
 */
package io.clipstream.schemas.codec;
