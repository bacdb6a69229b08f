/**
 * What {@code deploy/corpus} runs: the corpus of HTTP/1 cases through ours, nginx and HAProxy, or any other proxy, and
 * a table of where they differ.
 */
@NullMarked
package io.portico.corpus;

import org.jspecify.annotations.NullMarked;
