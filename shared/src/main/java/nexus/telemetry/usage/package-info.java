/**
 * What became of a GPU's time: hours by class, energy, means. A function of samples alone, whose
 * parts add up however time is cut.
 */
package nexus.telemetry.usage;
