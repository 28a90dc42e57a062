package nexus.bench.compare;

/**
 * One metric of one GPU.
 *
 * @param uuid the GPU
 * @param metric DCGM's name of the metric
 */
record SeriesName(String uuid, String metric) {}
