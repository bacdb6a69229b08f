package io.portico.endpoints.model.takeover;

/** What becomes of EndpointSlices that another known manager made for the same Service. */
public enum Takeover {
    /** {@link #ADOPT} where slices are marked as upstream's, else {@link #REPORT}. */
    AUTO,

    /** They are this controller's from now on: updated where they are, so that no endpoint is missing in between. */
    ADOPT,

    /** They stay, and operators hear of them. */
    REPORT
}
