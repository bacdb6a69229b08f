/**
 * The story that Portico makes true, told step by step on a running playground: each step runs the commands that a user
 * would run, prints them with what they really answered, and says by ✓ or ✗ what holds.
 * {@link io.portico.playground.story.Story} lists the steps; {@code deploy/playground} and the end-to-end test tell the
 * same one.
 */
@NullMarked
package io.portico.playground.story;

import org.jspecify.annotations.NullMarked;
