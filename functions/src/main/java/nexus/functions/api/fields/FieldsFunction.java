package nexus.functions.api.fields;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.SortedSet;
import nexus.functions.api.ListPager;
import nexus.functions.api.Listing;
import nexus.functions.api.RequestParameters;
import nexus.functions.http.Request;
import nexus.telemetry.fields.Field;
import nexus.telemetry.fields.Fields;
import nexus.telemetry.query.ListPage;

/**
 * {@code GET /api/v1/fields}: the dictionary of fields. It asks nothing of etcd.
 *
 * <p>Parameters: the filter {@code name}, any name of a field, repeated or separated by commas;
 * {@code limit}, 1 to {@value #MAX_LIMIT}, that many unless given, and {@code cursor}.
 */
@Singleton
public final class FieldsFunction {

  static final int MAX_LIMIT = 1_000;

  private static final int MAX_NAMES = 100;

  /** Fields, ascending by canonical name. */
  public Listing<FieldAnswer> fields(Request request) {
    RequestParameters given = RequestParameters.of(request);
    SortedSet<String> names = given.metrics("name", MAX_NAMES);
    ListPager pager =
        new ListPager(given, "fields\n" + names, MAX_LIMIT, MAX_LIMIT, request.maxBytes());
    ListPage<Field> page = ListPage.of(asked(names), Field::name, pager.after(), pager.limit());
    return pager.answer(page, Field::name, FieldAnswer::bytes).map(FieldAnswer::of);
  }

  private static List<Field> asked(SortedSet<String> names) {
    return Fields.all().stream()
        .filter(field -> names.isEmpty() || names.contains(field.name()))
        .toList();
  }
}
