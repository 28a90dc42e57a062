/**
 * Checks what clients saw against what they were promised, from a file alone. It uses nothing of
 * the pipeline nor of what wrote the file, so that an error of theirs is none of its own.
 */
package nexus.history;
