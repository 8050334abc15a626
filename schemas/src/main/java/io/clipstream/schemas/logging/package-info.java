/** What our code logs: a constant text and values under a fixed vocabulary of keys. */
package io.clipstream.schemas.logging;
