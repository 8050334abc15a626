/**
 * The review queue: what waits for people, who looks at what, what they decided, and what a model
 * learns from that. Reviews are records of the reviews topic; the index follows the topic.
 */
package io.clipstream.dashboard.review;
