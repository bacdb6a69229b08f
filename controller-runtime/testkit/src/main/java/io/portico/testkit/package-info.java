/**
 * The test kit of all modules, and what the playground is built from: a real API server
 * ({@link io.portico.testkit.KubeApi}), a small cluster network of namespaces
 * ({@link io.portico.testkit.ClusterNetwork}), golden files, and the annotations by which a test says what it needs. It
 * stands on the runtime; so those tests of the runtime that need an API server are beside it. It is in no service.
 */
@NullMarked
package io.portico.testkit;

import org.jspecify.annotations.NullMarked;
