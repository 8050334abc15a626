package io.clipstream.learning;

import java.io.Serializable;

/**
 * Where the pair store is, and how it is kept.
 *
 * @param path its directory
 * @param takeOver a job that no longer runs, whose store this job may have; null for none
 * @param fileBytes about the size that small files of the store are put together to
 */
public record StoreSettings(String path, String takeOver, long fileBytes) implements Serializable {}
