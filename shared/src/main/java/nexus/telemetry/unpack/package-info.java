/**
 * Bytes as somebody has them become the UTF-8 text in them: gzip, zstd and zip are unpacked, UTF-16
 * and named encodings are read. Fed by who takes uploads and objects; knows {@code model} alone.
 */
package nexus.telemetry.unpack;
