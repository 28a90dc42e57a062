package nexus.telemetry.incidents;

/**
 * What is an incident, and what to do about it.
 *
 * @param name its own name in the table
 * @param kind the kind of its incidents; several rules may find one kind
 * @param condition when it holds
 * @param forMs how long it must hold at least, milliseconds
 * @param quietMs how long it must not hold until it is another incident, milliseconds
 * @param severity how bad that is; of an XID as the catalogue says, where it has it
 * @param action what to do; likewise
 * @param help what it means, in a sentence or two
 */
public record Rule(
    String name,
    String kind,
    Condition condition,
    long forMs,
    long quietMs,
    Severity severity,
    Action action,
    String help) {}
