package nexus.functions.wiring;

import io.smallrye.config.Expressions;
import io.smallrye.config.SmallRyeConfig;
import java.util.Optional;

/**
 * What the variables are set to, taken as it is. Otherwise an expression inside a value is expanded
 * too, and a password such as {@code a${b}} stops the start, or becomes another one.
 *
 * @param config where they are looked up: system properties first, then the environment
 */
record Environment(SmallRyeConfig config) {

  /** What a variable is set to. */
  Setting get(Variable variable) {
    String text =
        Expressions.withoutExpansion(() -> config.getConfigValue(variable.name()).getValue());
    return new Setting(variable, Optional.ofNullable(text));
  }
}
