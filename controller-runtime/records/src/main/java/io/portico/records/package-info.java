/**
 * What the build does to classes after they were compiled; nothing here is called by a service. The parent pom names
 * {@link io.portico.records.RecordEquals} to byte-buddy-maven-plugin, which hands it every class of every module.
 */
@NullMarked
package io.portico.records;

import org.jspecify.annotations.NullMarked;
