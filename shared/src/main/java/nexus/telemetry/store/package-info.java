/**
 * The store: messages become blocks (write side), blocks become answers (read side). Fed by {@code
 * drain}; feeds {@code query}, and tells {@code ingest} from when to when it has samples.
 */
package nexus.telemetry.store;
