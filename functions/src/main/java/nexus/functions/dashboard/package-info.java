/**
 * The dashboard: one page, its modules and its style, from the class path. It is fed by the routes
 * below {@code /api/v1} alone, as any other program is.
 */
package nexus.functions.dashboard;
