package nexus.functions.wiring;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/**
 * The settings as text, one a variable of the same name: {@code application.properties} binds
 * {@code CLUSTER_ID} to {@code nexus.cluster-id} and so on. {@link Settings} gives them their
 * types, defaults and bounds; an empty text counts as unset.
 */
@ConfigMapping(prefix = "nexus")
public interface NexusConfig {
  Optional<String> clusterId();

  Optional<String> etcdEndpoints();

  Optional<String> etcdUsername();

  Optional<String> etcdPassword();

  Optional<String> etcdCaFile();

  Optional<String> etcdCertFile();

  Optional<String> etcdKeyFile();

  Optional<String> etcdSecretId();

  Optional<String> etcdQuotaBackendBytes();

  Optional<String> etcdHighWaterPercent();

  Optional<String> queueMaxMessages();

  Optional<String> messageQueuePrefix();

  Optional<String> batchSize();

  Optional<String> pollTimeout();

  Optional<String> processingInterval();

  Optional<String> messageTtl();

  Optional<String> workers();

  Optional<String> collectorRangeStart();

  Optional<String> collectorRangeEnd();

  Optional<String> partitions();

  Optional<String> blockSpan();

  Optional<String> retention();

  Optional<String> ledgerRetention();

  Optional<String> staleAfter();

  Optional<String> chunkBytes();

  Optional<String> uploadChunkBytes();

  Optional<String> maxBodyBytes();

  Optional<String> drainEnabled();

  Optional<String> csvFile();

  Optional<String> streamInterval();

  Optional<String> loopMode();

  Optional<String> httpHost();

  Optional<String> port();
}
