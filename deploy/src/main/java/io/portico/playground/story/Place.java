package io.portico.playground.story;

import io.portico.testkit.NetworkNamespace;

/**
 * Where a command is run.
 *
 * @param name as the prompt shows it: {@code client}, {@code pod visitor}
 */
record Place(String name, NetworkNamespace namespace) {}
