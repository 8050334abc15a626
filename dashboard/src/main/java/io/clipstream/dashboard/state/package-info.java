/**
 * What is known of the jobs just now, in memory: their status, what is in force, how fast they are.
 */
package io.clipstream.dashboard.state;
