/**
 * What is stored becomes answers: each question is a typed request, each answer a result without a
 * word of HTTP or JSON. {@code series} answers for one GPU over time, which {@code gpu} finds;
 * {@code latest} for newest values; {@code stats} for a cluster's figures; {@code fleet} for what
 * there is; {@code uploads} and {@code letters} for what became of uploads and of what was set
 * aside. Here is what they share. Fed by {@code store}, {@code ledger}, {@code letters} and
 * counters of {@code queue}; feeds whoever asks. Writes nothing but dead letters: of blocks that
 * cannot be read, and what is asked of them.
 */
package nexus.telemetry.query;
