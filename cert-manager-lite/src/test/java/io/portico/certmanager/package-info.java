/**
 * Tests of cert-manager-lite: the model by golden files, certificates by two verifiers, the whole on a real API server.
 */
package io.portico.certmanager;
