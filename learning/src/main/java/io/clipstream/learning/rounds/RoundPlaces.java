package io.clipstream.learning.rounds;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.storage.Storages;

/**
 * Where rounds read and write.
 *
 * @param storages the file systems
 * @param store of the pairs
 * @param checkpoints takes new checkpoints, and a hidden folder for rounds under way
 * @param requireHeld throws if another attempt or job has taken the pair store: what it writes
 *     meanwhile must not be written over
 */
public record RoundPlaces(
    Storages storages, StoragePlace store, StoragePlace checkpoints, Runnable requireHeld) {}
