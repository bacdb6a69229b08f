package io.portico.certificates;

/**
 * Something that the owner of a usable Secret should mend.
 *
 * @param reason as of an Event
 * @param words the end of a sentence that begins with the Secret
 */
public record Remark(String reason, String words) {}
