/** Tests of certificates, keys and PEM. */
package io.portico.certificates;
