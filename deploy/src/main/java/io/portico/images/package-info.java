/**
 * The five container images, built without a container engine: what Maven has built and a few files of Debian go in,
 * one OCI archive for each service comes out.
 *
 * <pre>
 *   Debian packages ─▶ DebianFiles ─▶ BaseImage (one layer, with its symbolic links)
 *                                         │
 *   executable, or jlink runtime + jars ──┼─▶ ImageArchive (Jib) ─▶ target/images/SERVICE-VERSION-linux-amd64.oci.tar
 *   CycloneDX of the module ─▶ Sbom ──────┘                        + the same name with .cdx.json
 * </pre>
 *
 * The same inputs give the same bytes: every time stamp is the build's {@code project.build.outputTimestamp}, every
 * list is sorted. {@link io.portico.images.Main} is what {@code ./mvnw package -Dimages} runs.
 */
@NullMarked
package io.portico.images;

import org.jspecify.annotations.NullMarked;
