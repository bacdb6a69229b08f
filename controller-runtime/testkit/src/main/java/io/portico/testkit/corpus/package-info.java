/**
 * A corpus of HTTP/1 cases for proxies, and what runs it: bytes from a client, bytes from an endpoint, and what each of
 * the two may see. A case is text ({@link io.portico.testkit.corpus.CaseFile} has the format), a proxy is any program
 * at an address that forwards to the corpus' own {@link io.portico.testkit.corpus.ScriptedEndpoint}.
 *
 * <pre>
 *   files ─▶ CaseFile ─▶ Case ─▶ CaseRun ─▶ Observation ─▶ Verdict
 *                                 │    │
 *                  ClientConnection    ScriptedEndpoint (RequestSplitter)
 *                                 └─▶ proxy ─▶┘
 * </pre>
 *
 * Bytes are strings of ISO 8859-1 here, a character each, so that what is compared can be read. Called by the tests of
 * engines, and by the command that runs other proxies through the same files.
 */
@NullMarked
package io.portico.testkit.corpus;

import org.jspecify.annotations.NullMarked;
