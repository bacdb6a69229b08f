/** Tests of how plans are carried out. */
package io.portico.certmanager.apply;
