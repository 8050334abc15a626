/** Flink types with versioned serializers for the records that pass between operators. */
package io.clipstream.operators.types;
