/**
 * Tells other programs of decisions: each is posted as signed JSON, at least once, in the order of
 * a picture. It reads the topics for itself, so that no receiver slows anything else.
 */
package io.clipstream.dashboard.webhook;
