/**
 * Pictures, fetched from Kafka by their records' places, decoded by the guarded decoder of the
 * tagging job and written anew at the size that is shown: the bytes of a stranger are never sent.
 */
package io.clipstream.dashboard.pictures;
