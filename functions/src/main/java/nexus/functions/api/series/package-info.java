/**
 * A GPU's series over HTTP: {@code /queryGpu}, and its samples one by one under {@code /api/v1}.
 * Parameters become a {@code SeriesRequest}, pages become JSON or an export with a cursor.
 */
package nexus.functions.api.series;
