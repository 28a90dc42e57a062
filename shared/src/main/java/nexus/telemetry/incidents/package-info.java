/**
 * What was wrong with a GPU: rules over its samples, and the incidents that they find. A function
 * of what is stored alone, so that nothing is told twice, whatever comes late, shuffled or again.
 */
package nexus.telemetry.incidents;
