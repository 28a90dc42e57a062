package nexus.functions.wiring;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import jakarta.annotation.Priority;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the variables' values as they are. Otherwise an expression inside a value is expanded too,
 * and a password such as {@code a${b}} stops the start, or becomes another one.
 */
@Priority(LiteralVariables.AHEAD_OF_EXPRESSIONS)
public final class LiteralVariables implements ConfigSourceInterceptor {

  private static final long serialVersionUID = 1L;

  /** The interceptor that expands has 3300, and the higher one is asked first. */
  static final int AHEAD_OF_EXPRESSIONS = 3_400;

  private static final Pattern BINDING = Pattern.compile("\\$\\{(\\w+):}");

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    return name.startsWith("nexus.")
        ? Expressions.withoutExpansion(() -> literal(context, name))
        : context.proceed(name);
  }

  private static ConfigValue literal(ConfigSourceInterceptorContext context, String name) {
    ConfigValue bound = context.proceed(name);
    Matcher binding = BINDING.matcher(bound == null ? "" : bound.getValue());
    if (!binding.matches()) {
      return bound;
    }
    ConfigValue variable = context.proceed(binding.group(1));
    return bound.withValue(variable == null ? "" : variable.getValue());
  }
}
