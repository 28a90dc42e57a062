/**
 * The pipeline, simulated: the real classes on the store in memory, each on a thread of its own of
 * which one runs at a time. One seed decides who goes on at every call of the store, and what goes
 * wrong. So a run that fails can be had again, step by step, from its seed.
 */
package nexus.telemetry.simulation;
