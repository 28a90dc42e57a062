/**
 * PromQL as text: tokens, the tree of an expression, its types. Begin with {@link
 * nexus.telemetry.promql.syntax.Parser}.
 */
package nexus.telemetry.promql.syntax;
