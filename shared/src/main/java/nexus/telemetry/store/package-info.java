/**
 * The store: messages become blocks (write side), blocks become answers (read side). Fed by {@code
 * drain}; feeds {@code query}.
 */
package nexus.telemetry.store;
