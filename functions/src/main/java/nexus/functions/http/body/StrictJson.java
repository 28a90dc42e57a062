package nexus.functions.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Collection;

/**
 * Reads bodies to the letter: a field that is unknown, of another type or sent twice is an error,
 * so that a slip of the pen is not taken for a default. Events of AWS are not ours: they may have
 * fields that nobody here has heard of.
 */
@Singleton
public final class StrictJson implements ObjectMapperCustomizer {

  private static final String OWN = "nexus.";

  @Override
  @SuppressWarnings("deprecation") // the builder that replaces it cannot change a given mapper
  public void customize(ObjectMapper mapper) {
    mapper
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .addHandler(new NoUnknownField());
    mapper.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
    var text = mapper.coercionConfigFor(LogicalType.Textual);
    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /**
   * Fails also where the mapper was told to let unknown fields pass, as Funqy tells its copy; in
   * the project's own types alone.
   */
  private static final class NoUnknownField extends DeserializationProblemHandler {
    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String name)
        throws IOException {
      if (!type(beanOrClass).getName().startsWith(OWN)) {
        return false;
      }
      Collection<Object> known = deserializer == null ? null : deserializer.getKnownPropertyNames();
      throw UnrecognizedPropertyException.from(parser, beanOrClass, name, known);
    }

    private static Class<?> type(Object beanOrClass) {
      return beanOrClass instanceof Class<?> type ? type : beanOrClass.getClass();
    }
  }
}
