package io.portico.images;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What holds for all images of one build.
 *
 * @param root the project's directory
 * @param version of the images, and their tag
 * @param revision the commit; empty where it is not known
 * @param source where the sources are published; empty where it is not known
 * @param created written into every image and onto every file
 */
record Build(Path root, String version, String revision, String source, Instant created) {
    /** Where the archives go. */
    Path images() {
        return Archives.directory(root);
    }

    /** What the archives are made from; kept, so that a second build asks nobody. */
    Path work() {
        return root.resolve("deploy/target/image-parts");
    }
}
