/** What tests of several packages share: clocks, samples, readers that know nothing of the code. */
package nexus.telemetry.testing;
