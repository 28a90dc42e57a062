package nexus.telemetry.kv.jetcd;

import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nexus.telemetry.kv.Compare;
import nexus.telemetry.kv.Entry;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.kv.Op;
import nexus.telemetry.kv.Page;
import nexus.telemetry.kv.Range;
import nexus.telemetry.kv.RequestLimits;
import nexus.telemetry.kv.Txn;
import nexus.telemetry.kv.TxnResult;

/** Requests and answers, between this package's words and jetcd's. */
final class EtcdRequests {

  private static final byte[] NO_BYTES = {};

  private EtcdRequests() {}

  /**
   * @throws KvException when it is empty or a character of it is no byte
   */
  static ByteSequence key(String key) {
    RequestLimits.checkKey(key);
    return bytes(key.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The bytes themselves, not a copy: nobody changes them any more. */
  static ByteSequence bytes(byte[] bytes) {
    return ByteSequence.from(UnsafeByteOperations.unsafeWrap(bytes));
  }

  /** Never with a sort order: ascending is the default, and to ask for it reads everything. */
  static GetOption option(Range range) {
    return GetOption.builder()
        .withRange(key(range.toExclusive()))
        .withLimit(range.limit())
        .withRevision(range.revision())
        .withMinModRevision(range.changedAfter() == 0 ? 0 : range.changedAfter() + 1)
        .withKeysOnly(range.what() == Range.What.KEYS)
        .withCountOnly(range.what() == Range.What.COUNT)
        .build();
  }

  static Page page(Range range, GetResponse response) {
    long revision = range.revision() == 0 ? response.getHeader().getRevision() : range.revision();
    boolean keysOnly = range.what() == Range.What.KEYS;
    return new Page(
        response.getKvs().stream().map(kv -> entry(kv, keysOnly)).toList(),
        response.isMore(),
        response.getCount(),
        revision);
  }

  private static Entry entry(KeyValue kv, boolean keysOnly) {
    return new Entry(
        new String(kv.getKey().getBytes(), StandardCharsets.ISO_8859_1),
        keysOnly ? NO_BYTES : kv.getValue().getBytes(),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }

  /** Revision of the newest of a watch's changes, of which there is at least one. */
  static long revision(WatchResponse response) {
    List<WatchEvent> events = response.getEvents();
    return events.get(events.size() - 1).getKeyValue().getModRevision();
  }

  /** What a watch of puts alone tells. */
  static Kv.Puts puts(WatchResponse response) {
    List<Entry> entries =
        response.getEvents().stream().map(event -> entry(event.getKeyValue(), false)).toList();
    return new Kv.Puts(revision(response), Optional.of(entries));
  }

  /** Whether {@code txn} only reads, whichever way it goes. */
  static boolean changesNothing(Txn txn) {
    return Stream.concat(txn.then().stream(), txn.otherwise().stream())
        .allMatch(op -> op instanceof Op.Get);
  }

  static Cmp[] compares(List<Compare> conditions) {
    return conditions.stream().map(EtcdRequests::compare).toArray(Cmp[]::new);
  }

  private static Cmp compare(Compare compare) {
    CmpTarget<Long> target =
        switch (compare.target()) {
          case CREATE -> CmpTarget.createRevision(compare.revision());
          case MOD -> CmpTarget.modRevision(compare.revision());
        };
    return new Cmp(key(compare.key()), Cmp.Op.EQUAL, target);
  }

  static io.etcd.jetcd.op.Op[] operations(List<Op> operations) {
    return operations.stream().map(EtcdRequests::operation).toArray(io.etcd.jetcd.op.Op[]::new);
  }

  private static io.etcd.jetcd.op.Op operation(Op op) {
    if (op instanceof Op.Put put) {
      return io.etcd.jetcd.op.Op.put(
          key(put.key()),
          bytes(put.value()),
          PutOption.builder().withLeaseId(put.leaseId()).build());
    }
    if (op instanceof Op.Delete delete) {
      return io.etcd.jetcd.op.Op.delete(key(delete.key()), DeleteOption.DEFAULT);
    }
    if (op instanceof Op.DeleteRange delete) {
      return io.etcd.jetcd.op.Op.delete(
          key(delete.from()), DeleteOption.builder().withRange(key(delete.toExclusive())).build());
    }
    Range range = ((Op.Get) op).range();
    return io.etcd.jetcd.op.Op.get(key(range.from()), option(range));
  }

  static TxnResult result(Txn txn, TxnResponse response) {
    List<Op> branch = response.isSucceeded() ? txn.then() : txn.otherwise();
    List<GetResponse> answers = response.getGetResponses();
    List<Page> pages = new ArrayList<>(answers.size());
    for (Op op : branch) {
      if (op instanceof Op.Get get) {
        pages.add(page(get.range(), answers.get(pages.size())));
      }
    }
    long deleted = response.getDeleteResponses().stream().mapToLong(d -> d.getDeleted()).sum();
    return new TxnResult(
        response.isSucceeded(), pages, deleted, response.getHeader().getRevision());
  }
}
