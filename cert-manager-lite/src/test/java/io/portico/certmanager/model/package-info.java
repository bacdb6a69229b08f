/** Tests of the decisions. */
package io.portico.certmanager.model;
