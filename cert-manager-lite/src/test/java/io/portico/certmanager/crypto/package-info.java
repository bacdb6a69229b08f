/** Tests of keys, certificates and PEM. */
package io.portico.certmanager.crypto;
