/**
 * The stored form of a GPU's samples in one span of time: bytes in, samples out, and back. Merging
 * and cutting are here, too. It knows no store: {@code store} keeps what is made here.
 */
package nexus.telemetry.block;
