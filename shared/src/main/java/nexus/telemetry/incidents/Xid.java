package nexus.telemetry.incidents;

/**
 * What is known of an XID, a number by which NVIDIA's driver reports an error.
 *
 * @param number the number
 * @param meaning what it says, in words
 * @param severity how bad it is
 * @param action what to do
 * @param application whether an application's fault is the usual cause. Then the number is over
 *     after a quiet time, though the driver goes on telling it; else it stands until the number
 *     changes
 */
public record Xid(
    int number, String meaning, Severity severity, Action action, boolean application) {}
