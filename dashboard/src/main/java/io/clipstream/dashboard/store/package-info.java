/**
 * The index of the topics in SQL: what was read, by which filters it is found, how long it is kept.
 * Nothing in it but what the topics say, so a deleted index is made again from them.
 */
package io.clipstream.dashboard.store;
